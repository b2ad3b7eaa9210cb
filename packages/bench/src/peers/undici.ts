// Peers on undici: `request`, `dispatch`, and `request` with the retry interceptor.
import { createReadStream } from 'node:fs';
import type { Dispatcher, RetryHandler } from 'undici';
import { StatusError } from './fetch-client.ts';
import { IDLE_MS, type Client, type Peer, type Setup, type TaskName } from './peer.ts';
import { delayOf, type RetrySettings } from './retry-settings.ts';

const TASKS: readonly TaskName[] = [
  'json',
  'post',
  'bytes',
  'stream',
  'upload',
  'uploadFile',
  'unread',
  'abortable',
];
const SETTINGS = 'Agent with `connections` and keepAliveTimeout, one request per connection at a time';

async function agentOf({ connections, ca, http2 }: Setup): Promise<Dispatcher> {
  const { Agent } = await import('undici');
  return new Agent({
    connections,
    pipelining: http2 ? 100 : 1,
    allowH2: http2,
    connect: { ca },
    keepAliveTimeout: IDLE_MS,
  });
}

export const undiciRequest: Peer = {
  name: 'undici',
  title: 'undici.request',
  packages: ['undici'],
  loads: ['undici'],
  firstCall: `import { request } from 'undici'; await (await request(url)).body.json()`,
  settings: SETTINGS,
  retries: false,
  http2: true,
  decodes: false,
  tasks: TASKS,
  open: async (setup) => requestClient(await agentOf(setup)),
};

export const undiciRetry: Peer = {
  name: 'undici-retry',
  title: 'undici + retry interceptor',
  packages: ['undici'],
  settings: `${SETTINGS}; interceptors.retry with a \`retry\` function for the delays (own: minTimeout)`,
  retries: true,
  http2: true,
  decodes: false,
  tasks: TASKS,
  async open(setup) {
    const { interceptors } = await import('undici');
    const { retry } = setup;
    const agent = await agentOf(setup);
    const composed = agent.compose(
      interceptors.retry({
        maxRetries: retry.retries,
        methods: ['GET', 'PUT', 'HEAD', 'OPTIONS', 'DELETE', 'TRACE'],
        minTimeout: retry.minDelay,
        maxTimeout: retry.maxDelay,
        ...(retry.delays === 'own' ? {} : { retry: withEqualDelays(retry) }),
      }),
    );
    return requestClient(composed, () => agent.close());
  },
};

function withEqualDelays(retry: RetrySettings): RetryHandler.RetryCallback {
  return (error, { state }, callback) => {
    const again = (error as { statusCode?: number }).statusCode === 503 || 'code' in error;
    if (!again || state.counter > retry.retries) callback(error);
    else setTimeout(callback, delayOf(retry, state.counter), null);
  };
}

/** A client on `request()`. */
export async function requestClient(
  dispatcher: Dispatcher,
  close: () => Promise<void> = () => dispatcher.close(),
): Promise<Client> {
  const { request } = await import('undici');
  const get = async (url: string, signal?: AbortSignal): Promise<Dispatcher.ResponseData> =>
    checked(await request(url, signal === undefined ? { dispatcher } : { dispatcher, signal }));
  const post = async (
    url: string,
    body: Dispatcher.DispatchOptions['body'],
    headers: Record<string, string>,
  ): Promise<unknown> =>
    checked(await request(url, { dispatcher, method: 'POST', body: body ?? null, headers })).body.json();
  return {
    json: async (url) => (await get(url)).body.json(),
    abortable: async (url, signal) => (await get(url, signal)).body.json(),
    post: (url, value) => post(url, JSON.stringify(value), { 'content-type': 'application/json' }),
    bytes: async (url) => (await get(url)).body.bytes(),
    async stream(url, onChunk) {
      for await (const chunk of (await get(url)).body) onChunk(chunk as Uint8Array);
    },
    upload: (url, body) => post(url, body, {}),
    uploadFile: (url, file, size) => post(url, createReadStream(file), { 'content-length': String(size) }),
    unread: (url) => get(url),
    close,
  };
}

function checked(response: Dispatcher.ResponseData): Dispatcher.ResponseData {
  if (response.statusCode >= 400) {
    response.body.dump().catch(() => undefined);
    throw new StatusError(response.statusCode);
  }
  return response;
}

export const undiciDispatch: Peer = {
  name: 'dispatch',
  title: 'undici dispatch',
  packages: ['undici'],
  settings: `${SETTINGS}; a handler that collects the chunks`,
  retries: false,
  http2: true,
  decodes: false,
  tasks: ['json', 'post', 'bytes', 'stream', 'upload'],
  open: async (setup) => dispatchClient(await agentOf(setup)),
};

function dispatchClient(dispatcher: Dispatcher): Client {
  const send = (
    url: string,
    onChunk: (chunk: Buffer) => void,
    request: Partial<Dispatcher.DispatchOptions> = {},
  ): Promise<void> =>
    new Promise((resolve, reject) => {
      const { origin, pathname } = new URL(url);
      let status = 0;
      dispatcher.dispatch(
        { origin, path: pathname, method: 'GET', ...request },
        {
          onRequestStart() {},
          onResponseStart(_controller, statusCode) {
            status = statusCode;
          },
          onResponseData: (_controller, chunk) => onChunk(chunk),
          onResponseEnd: () => (status < 400 ? resolve() : reject(new StatusError(status))),
          onResponseError: (_controller, error) => reject(error),
        },
      );
    });
  const collect = async (url: string, request?: Partial<Dispatcher.DispatchOptions>): Promise<Buffer> => {
    const chunks: Buffer[] = [];
    await send(url, (chunk) => chunks.push(chunk), request);
    return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
  };
  const json = async (url: string, request?: Partial<Dispatcher.DispatchOptions>): Promise<unknown> =>
    JSON.parse((await collect(url, request)).toString()) as unknown;
  return {
    json: (url) => json(url),
    post: (url, value) =>
      json(url, {
        method: 'POST',
        body: JSON.stringify(value),
        headers: { 'content-type': 'application/json' },
      }),
    bytes: (url) => collect(url),
    stream: (url, onChunk) => send(url, onChunk),
    upload: (url, body) => json(url, { method: 'POST', body }),
    close: () => dispatcher.close(),
  };
}
