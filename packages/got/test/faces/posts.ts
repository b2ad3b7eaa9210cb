// Ways to post a text, on every face: calls, client.fetch, resilientGot, the agents and the dispatcher.
import http from 'node:http';
import https from 'node:https';
import { Readable } from 'node:stream';
import got from 'got';
import { request as undiciRequest } from 'undici';
import { afterEach, expect } from 'vitest';
import { httpAgent, httpsAgent } from '@sluice/agent';
import { undiciTransport } from '@sluice/undici';
import { createAgentRegistry, createClient, type SluiceClient } from 'sluice';
import { dispatcherOf } from 'sluice/dispatcher';
import { gotTransport, resilientGot } from '../../src/index.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

/** Runs after the test, the last one first. */
export function afterwards(step: () => unknown): void {
  undo.push(step);
}

async function* pieces(text: string): AsyncGenerator<Buffer> {
  for (let from = 0; from < text.length; from += 50_000) yield Buffer.from(text.slice(from, from + 50_000));
}

/** Posts a text; returns the status and the body of the response. */
export type Post = (url: string, text: string) => Promise<string>;

function clientOn(name: 'undici' | 'got'): SluiceClient {
  const transport = name === 'got' ? gotTransport({ pool: {} }) : undiciTransport({ pool: {} });
  const client = createClient({ transport, retry: false });
  afterwards(() => client.close());
  return client;
}

function registry(): ReturnType<typeof createAgentRegistry> {
  const made = createAgentRegistry();
  afterwards(() => made.close());
  return made;
}

async function throughAgent(url: string, text: string): Promise<string> {
  const shared = registry();
  const secure = url.startsWith('https');
  return await new Promise((resolve, reject) => {
    const request = (secure ? https : http).request(
      url,
      { method: 'POST', agent: secure ? httpsAgent(shared) : httpAgent(shared) },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (piece: string) => (body += piece));
        response.on('end', () => resolve(`${response.statusCode} ${body}`)).on('error', reject);
      },
    );
    request.on('error', reject).end(text);
  });
}

const asText = async (response: Response): Promise<string> => `${response.status} ${await response.text()}`;

async function called(call: ReturnType<SluiceClient['post']>): Promise<string> {
  const response = await call;
  return `${response.status} ${await response.text()}`;
}

/** Every way, which is closed after the test. */
export const WAYS: Readonly<Record<string, () => Post>> = {};
for (const name of ['undici', 'got'] as const) {
  Object.assign(WAYS, {
    [`client.post() of a string on ${name}`]: (): Post => {
      const client = clientOn(name);
      return (url, text) => called(client.post(url, { body: text }));
    },
    [`client.post() of a stream on ${name}`]: (): Post => {
      const client = clientOn(name);
      return (url, text) => called(client.post(url, { body: pieces(text) }));
    },
    [`client.fetch() of a string on ${name}`]: (): Post => {
      const { fetch } = clientOn(name);
      return async (url, text) => await asText(await fetch(url, { method: 'POST', body: text }));
    },
    [`client.fetch() of a Request on ${name}`]: (): Post => {
      const { fetch } = clientOn(name);
      return async (url, text) => await asText(await fetch(new Request(url, { method: 'POST', body: text })));
    },
    [`client.fetch() of a stream on ${name}`]: (): Post => {
      const { fetch } = clientOn(name);
      return async (url, text) => {
        const init: object = {
          method: 'POST',
          body: Readable.toWeb(Readable.from(pieces(text))),
          duplex: 'half',
        };
        return await asText(await fetch(url, init));
      };
    },
    [`resilientGot on ${name}`]: (): Post => {
      const transport = name === 'got' ? gotTransport({ pool: {} }) : undiciTransport({ pool: {} });
      const instance = resilientGot(got, { transport, retry: false });
      return async (url, text) => {
        const { statusCode, body } = await instance.post(url, { body: text });
        return `${statusCode} ${body}`;
      };
    },
  });
}
Object.assign(WAYS, {
  'node:http with the agent': (): Post => throughAgent,
  'got with the agent': (): Post => {
    const shared = registry();
    const instance = got.extend({
      agent: { http: httpAgent(shared), https: httpsAgent(shared) },
      retry: { limit: 0 },
    });
    return async (url, text) => {
      const { statusCode, body } = await instance.post(url, { body: text });
      return `${statusCode} ${body}`;
    };
  },
  'fetch with the dispatcher': (): Post => {
    const dispatcher = dispatcherOf(registry());
    return async (url, text) =>
      await asText(await fetch(url, { method: 'POST', body: text, dispatcher } as object));
  },
  'undici.request() of a stream with the dispatcher': (): Post => {
    const dispatcher = dispatcherOf(registry());
    return async (url, text) => {
      const body = Readable.from(pieces(text));
      const answer = await undiciRequest(url, { method: 'POST', body, dispatcher });
      return `${answer.statusCode} ${await answer.body.text()}`;
    };
  },
});

/** Expects that a mock answers `POST /made` with the length of the body: small and large bodies, 1 and 20 at once. */
export async function expectMockedPosts(post: Post, base: string): Promise<void> {
  const large = 'x'.repeat(300_000);
  expect(await post(`${base}/made`, 'hello')).toBe('201 5');
  expect(await post(`${base}/made`, large)).toBe(`201 ${large.length}`);
  const lengths = Array.from({ length: 20 }, (_, index) => index + 1);
  const answers = lengths.map(async (length) => await post(`${base}/made`, 'y'.repeat(length)));
  expect(await Promise.all(answers)).toEqual(lengths.map((length) => `201 ${length}`));
}
