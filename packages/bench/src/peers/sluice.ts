// The peers of Sluice: the client, its fetch face, the client on got, the Dispatcher face, and core without plugins.
import type { Client, Peer, Setup, TaskName } from './peer.ts';
import { FETCH_TASKS, fetchClient } from './fetch-client.ts';
import { requestClient } from './undici.ts';
import type { SluiceClient, SluiceOptions } from 'sluice';

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

async function sluiceOptions({ connections, ca, http2, ...limits }: Setup): Promise<SluiceOptions> {
  const { undiciTransport } = await import('sluice');
  return {
    transport: undiciTransport({ pool: { maxPerHost: connections }, tls: { ca }, http2 }),
    gate: { maxPerHost: connections },
    ...policies(limits),
  };
}

function policies({ retry, reclaim }: Pick<Setup, 'retry' | 'reclaim'>): SluiceOptions {
  const { retries, minDelay, maxDelay } = retry;
  return {
    // The other libraries have no budget. If half of the responses are errors, a budget would refuse retries that they make.
    retry: { maxRetries: retries, minDelay, maxDelay, budget: false },
    watchdog: { unread: reclaim },
  };
}

const SETTINGS =
  'every feature on: pool.maxPerHost, gate.maxPerHost; retry.maxRetries, minDelay, maxDelay, no budget; watchdog.unread';

export const sluicePeer: Peer = {
  name: 'sluice',
  title: 'sluice',
  packages: ['sluice'],
  loads: ['sluice'],
  firstCall: `import { createClient } from 'sluice'; await createClient().get(url).json()`,
  settings: SETTINGS,
  retries: true,
  http2: true,
  decodes: true,
  tasks: TASKS,
  async open(setup) {
    const { createClient } = await import('sluice');
    return sluiceClient(createClient(await sluiceOptions(setup)));
  },
};

export const sluiceFetch: Peer = {
  name: 'sluice-fetch',
  title: 'sluice: client.fetch',
  part: true,
  beside: 'fetch',
  packages: ['sluice'],
  settings: `client.fetch; ${SETTINGS}`,
  retries: true,
  http2: true,
  decodes: true,
  tasks: FETCH_TASKS,
  async open(setup) {
    const { createClient } = await import('sluice');
    const options = await sluiceOptions(setup);
    // `client.fetch` resolves with every status, except those that the options name for a retry.
    const client = createClient(options).extend({ retry: { statuses: (status) => status >= 500 } });
    return fetchClient(client.fetch, () => client.close());
  },
};

export const sluiceOnGot: Peer = {
  name: 'sluice-got',
  title: 'sluice on got',
  part: true,
  beside: 'got',
  packages: ['sluice', 'got'],
  settings: `gotTransport; ${SETTINGS}`,
  retries: true,
  http2: false,
  decodes: true,
  tasks: TASKS,
  async open({ connections, ca, ...limits }) {
    const [{ createClient }, { gotTransport }, { default: got }] = await Promise.all([
      import('sluice'),
      import('@sluice/got'),
      import('got'),
    ]);
    const transport = gotTransport({
      got: got.extend({ https: { certificateAuthority: ca } }),
      pool: { maxPerHost: connections },
    });
    return sluiceClient(createClient({ transport, gate: { maxPerHost: connections }, ...policies(limits) }));
  },
};

export const sluiceDispatcher: Peer = {
  name: 'dispatcher',
  title: 'undici.request on our Dispatcher',
  part: true,
  packages: ['sluice', 'undici'],
  settings: 'undici.request with a Dispatcher of a registry with maxPerHost',
  retries: false,
  http2: true,
  decodes: false,
  tasks: TASKS,
  async open({ connections, ca, http2 }) {
    const [{ createAgentRegistry }, { dispatcherOf }] = await Promise.all([
      import('@sluice/pool'),
      import('@sluice/undici/dispatcher'),
    ]);
    const registry = createAgentRegistry({ maxPerHost: connections });
    return requestClient(dispatcherOf(registry, { tls: { ca }, http2 }), () => registry.close());
  },
};

export const sluiceCore: Peer = {
  name: 'core',
  title: '@sluice/core without plugins',
  part: true,
  packages: ['@sluice/core', '@sluice/undici'],
  loads: ['@sluice/core', '@sluice/undici'],
  firstCall: `import { createClient } from '@sluice/core'; import { undiciTransport } from '@sluice/undici';
    await createClient({ transport: undiciTransport() }).get(url).json()`,
  settings: 'a client of @sluice/core without plugins; pool.maxPerHost',
  retries: false,
  http2: true,
  decodes: true,
  tasks: TASKS,
  async open({ connections, ca, http2 }) {
    const [{ createClient }, { undiciTransport }] = await Promise.all([
      import('@sluice/core'),
      import('@sluice/undici'),
    ]);
    const transport = undiciTransport({ pool: { maxPerHost: connections }, tls: { ca }, http2 });
    return sluiceClient(createClient({ transport }) as SluiceClient);
  },
};

function sluiceClient(client: SluiceClient): Client {
  return {
    json: (url) => client.get(url).json(),
    abortable: (url, signal) => client.get(url, { signal }).json(),
    post: (url, value) => client.post(url, { json: value }).json(),
    bytes: (url) => client.get(url).bytes(),
    async stream(url, onChunk) {
      for await (const chunk of await client.get(url)) onChunk(chunk);
    },
    upload: (url, body) => client.post(url, { body: body as Uint8Array<ArrayBuffer> }).json(),
    uploadFile: (url, file) => client.post(url, { body: { file } }).json(),
    unread: (url) => client.get(url),
    close: () => client.close(),
  };
}
