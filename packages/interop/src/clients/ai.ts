// The SDKs of OpenAI, Anthropic and Mistral.
import Anthropic, { toFile as toAnthropicFile } from '@anthropic-ai/sdk';
import { HTTPClient, Mistral } from '@mistralai/mistralai';
import OpenAI, { toFile } from 'openai';
import { listOf, repeat, type InteropClient, type Use } from '../client.ts';

const data = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;

const completion = {
  id: '1',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
};

const delta = (content: string): string =>
  data({
    id: '1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason: null }],
  });

const file = {
  id: 'f',
  object: 'file',
  bytes: 7,
  created_at: 1,
  filename: 'a.txt',
  purpose: 'batch',
  sample_type: 'batch_request',
  source: 'upload',
};
/** The answers of OpenAI, which Mistral's SDK reads too. */
const CHAT_API: InteropClient['api'] = {
  answer: ({ url }) => ({ body: JSON.stringify(url?.includes('/files') ? file : completion) }),
  events: [delta('a'), delta('b'), 'data: [DONE]\n\n'],
};
const messages = [{ role: 'user' as const, content: 'x' }];
const content = (): File => new File(['content'], 'a.txt');

const openaiOf = ({ fetch, server, timeout }: Use): OpenAI =>
  new OpenAI({
    apiKey: 'k',
    baseURL: `${server.url}/v1`,
    fetch,
    maxRetries: 1,
    ...(timeout !== undefined && { timeout, maxRetries: 0 }),
  });

export const openai: InteropClient = {
  name: 'openai',
  aborts: true,
  timesOut: true,
  api: CHAT_API,
  async call(use, calls = 1) {
    const client = openaiOf(use);
    const { signal } = use;
    return repeat(calls, async () => {
      const made = await client.chat.completions.create({ model: 'm', messages }, signal && { signal });
      return made.choices[0]?.message.content;
    });
  },
  async stream(use) {
    const events = await openaiOf(use).chat.completions.create({ model: 'm', messages, stream: true });
    return listOf(events, ({ choices }) => choices[0]?.delta.content);
  },
  async upload(use) {
    const made = await openaiOf(use).files.create({ file: await toFile(content()), purpose: 'batch' });
    return made.id;
  },
};

const event = (type: string, rest: object): string => `event: ${type}\n${data({ type, ...rest })}`;

const anthropicOf = ({ fetch, server, timeout }: Use): Anthropic =>
  new Anthropic({
    apiKey: 'k',
    baseURL: server.url,
    fetch,
    maxRetries: 1,
    ...(timeout !== undefined && { timeout, maxRetries: 0 }),
  });

const message = {
  id: '1',
  type: 'message',
  role: 'assistant',
  model: 'm',
  content: [{ type: 'text', text: 'hi' }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: 1, output_tokens: 1 },
};

export const anthropic: InteropClient = {
  name: '@anthropic-ai/sdk',
  aborts: true,
  timesOut: true,
  api: {
    answer: ({ url }) => ({
      body: JSON.stringify(url?.includes('/files') ? { ...file, type: 'file' } : message),
    }),
    events: [
      event('message_start', { message: { ...message, content: [] } }),
      event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
      event('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'a' } }),
      event('content_block_stop', { index: 0 }),
      event('message_stop', {}),
    ],
  },
  async call(use, calls = 1) {
    const client = anthropicOf(use);
    const { signal } = use;
    return repeat(calls, async () => {
      const made = await client.messages.create(
        { model: 'm', max_tokens: 5, messages },
        signal && { signal },
      );
      return made.content;
    });
  },
  async stream(use) {
    const events = await anthropicOf(use).messages.create({
      model: 'm',
      max_tokens: 5,
      messages,
      stream: true,
    });
    return listOf(events, ({ type }) => type);
  },
  async upload(use) {
    const made = await anthropicOf(use).beta.files.upload({ file: await toAnthropicFile(content()) });
    return made.id;
  },
};

const mistralOf = ({ fetch, server, timeout }: Use): Mistral =>
  new Mistral({
    apiKey: 'k',
    serverURL: server.url,
    httpClient: new HTTPClient({ fetcher: fetch }),
    ...(timeout !== undefined && { timeoutMs: timeout }),
  });

export const mistral: InteropClient = {
  name: '@mistralai/mistralai',
  aborts: true,
  timesOut: true,
  api: CHAT_API,
  async call(use, calls = 1) {
    const client = mistralOf(use);
    const { signal } = use;
    return repeat(calls, async () => {
      const made = await client.chat.complete(
        { model: 'm', messages },
        signal && { fetchOptions: { signal } },
      );
      return made.choices?.[0]?.message?.content;
    });
  },
  async stream(use) {
    const events = await mistralOf(use).chat.stream({ model: 'm', messages });
    return listOf(events, (made) => made.data.choices[0]?.delta.content);
  },
  async upload(use) {
    const made = await mistralOf(use).files.upload({ file: content() });
    return made.id;
  },
};
