// Peers on built-in fetch: fetch itself, ky, ofetch, and p-retry around it.
import { FETCH_SETTINGS, fetchDispatcher, type WithDispatcher } from './fetch-dispatcher.ts';
import { FETCH_TASKS, fetchClient, type Fetch } from './fetch-client.ts';
import type { Client, Peer } from './peer.ts';
import { delayOf } from './retry-settings.ts';

export const builtInFetch: Peer = {
  name: 'fetch',
  title: 'built-in fetch',
  packages: [],
  loads: ['fetch'],
  firstCall: `await (await fetch(url)).json()`,
  settings: FETCH_SETTINGS,
  retries: false,
  http2: true,
  decodes: true,
  tasks: FETCH_TASKS,
  async open(setup) {
    const dispatcher = await fetchDispatcher(setup);
    return fetchClient(fetchThrough(dispatcher), () => dispatcher.close());
  },
};

export const pRetryFetch: Peer = {
  name: 'p-retry',
  title: 'p-retry + fetch',
  packages: ['p-retry'],
  loads: ['p-retry', 'fetch'],
  firstCall: `import pRetry from 'p-retry'; await pRetry(async () => (await fetch(url)).json())`,
  settings: `${FETCH_SETTINGS}; pRetry() around fetch and the reading of its body, with randomize, so that delays lie between half the minimum and the minimum (own: no randomize)`,
  retries: true,
  http2: true,
  decodes: true,
  tasks: ['json', 'post', 'bytes', 'abortable'],
  async open(setup) {
    const { default: pRetry } = await import('p-retry');
    const dispatcher = await fetchDispatcher(setup);
    const { retries, minDelay, maxDelay, delays } = setup.retry;
    const options =
      delays === 'own'
        ? { retries, minTimeout: minDelay, maxTimeout: maxDelay }
        : { retries, minTimeout: minDelay / 2, maxTimeout: maxDelay, randomize: true };
    const once = fetchClient(fetchThrough(dispatcher), () => dispatcher.close());
    return {
      json: (url) => pRetry(() => once.json(url), options),
      abortable: (url, signal) => pRetry(() => once.abortable!(url, signal), { ...options, signal }),
      post: (url, value) => pRetry(() => once.post!(url, value), options),
      bytes: (url) => pRetry(() => once.bytes!(url), options),
      close: () => once.close(),
    };
  },
};

export const kyPeer: Peer = {
  name: 'ky',
  title: 'ky',
  packages: ['ky'],
  loads: ['ky', 'fetch'],
  firstCall: `import ky from 'ky'; await ky(url).json()`,
  settings: `${FETCH_SETTINGS}; retry.limit, retry.delay (own: its formula from another first delay)`,
  retries: true,
  http2: true,
  decodes: true,
  tasks: ['json', 'post', 'bytes', 'stream', 'upload', 'abortable'],
  async open(setup): Promise<Client> {
    const { default: ky } = await import('ky');
    const dispatcher = await fetchDispatcher(setup);
    const { retry } = setup;
    const client = ky.create({
      ...({ dispatcher } as object),
      timeout: 120_000,
      retry: {
        limit: retry.retries,
        delay: (count: number) =>
          retry.delays === 'own' ? retry.minDelay * 2 ** (count - 1) : delayOf(retry, count),
        backoffLimit: retry.maxDelay,
      },
    });
    return {
      json: (url) => client.get(url).json(),
      abortable: (url, signal) => client.get(url, { signal }).json(),
      post: (url, value) => client.post(url, { json: value }).json(),
      bytes: async (url) => new Uint8Array(await client.get(url).arrayBuffer()),
      async stream(url, onChunk) {
        const { body } = await client.get(url);
        for await (const chunk of body as ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>)
          onChunk(chunk);
      },
      upload: (url, body) => client.post(url, { body: body as Uint8Array<ArrayBuffer> }).json(),
      close: () => dispatcher.close(),
    };
  },
};

export const ofetchPeer: Peer = {
  name: 'ofetch',
  title: 'ofetch',
  packages: ['ofetch'],
  loads: ['ofetch', 'fetch'],
  firstCall: `import { ofetch } from 'ofetch'; await ofetch(url)`,
  settings: `${FETCH_SETTINGS}; retry, retryDelay (own: a constant delay)`,
  retries: true,
  http2: true,
  decodes: true,
  tasks: ['json', 'post', 'bytes', 'upload', 'abortable'],
  async open(setup): Promise<Client> {
    const { ofetch } = await import('ofetch');
    const dispatcher = await fetchDispatcher(setup);
    const { retry } = setup;
    const client = ofetch.create({
      dispatcher: dispatcher as never,
      retry: retry.retries,
      // ofetch counts its retries down.
      retryDelay: ({ options }) =>
        retry.delays === 'own'
          ? retry.minDelay
          : delayOf(retry, retry.retries - (options.retry as number) + 1),
    });
    return {
      json: (url) => client(url),
      abortable: (url, signal) => client(url, { signal }),
      post: (url, value) => client(url, { method: 'POST', body: value as Record<string, unknown> }),
      bytes: async (url) => new Uint8Array(await client(url, { responseType: 'arrayBuffer' })),
      upload: (url, body) => client(url, { method: 'POST', body: body as Uint8Array<ArrayBuffer> }),
      close: () => dispatcher.close(),
    };
  },
};

function fetchThrough(dispatcher: WithDispatcher['dispatcher']): Fetch {
  return (url, init) => fetch(url, { ...init, dispatcher } as RequestInit);
}
