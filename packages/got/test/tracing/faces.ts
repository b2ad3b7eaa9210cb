// Every way to make a call, for comparisons of their spans with those of built-in fetch or of Node's agent.
import http from 'node:http';
import https from 'node:https';
import got from 'got';
import { undiciTransport } from '@sluice/undici';
import { dispatcherOf } from '@sluice/undici/dispatcher';
import { createAgentRegistry, createClient } from 'sluice';
import { gotTransport, resilientGot } from '../../src/index.ts';

export interface Face {
  /** Reads the body of a GET. Rejects when the call fails; an error status is a response. */
  get(url: string): Promise<string>;
  close(): Promise<void>;
}

const QUICK = { minDelay: 1, maxDelay: 5, maxRetries: 2 };

/** The authority that the transports of a test trust. */
const CA = { rejectUnauthorized: false };

/** A client without Sluice: tracing expects its records. */
export const MODELS = {
  'built-in fetch': (): Face => ({
    async get(url) {
      return (await fetch(url)).text();
    },
    async close() {},
  }),
  'the agent of Node.js': (): Face => {
    const agents = {
      http: new http.Agent({ keepAlive: true }),
      https: new https.Agent({ keepAlive: true, ...CA }),
    };
    return {
      get: (url) => getBy(url, agents),
      async close() {
        agents.http.destroy();
        agents.https.destroy();
      },
    };
  },
};

interface Kind {
  /** What it is compared with. */
  readonly like: keyof typeof MODELS;
  /** Whether it sends a request again when its idle connection turns out closed. */
  readonly replays: boolean;
  /** Whether it can retry. */
  readonly retries: boolean;
  make(retry?: boolean): Face;
}

/** The faces. */
export const FACES: Readonly<Record<string, Kind>> = {
  'a client': { like: 'built-in fetch', replays: true, retries: true, make: (retry) => ofClient(retry) },
  'client.fetch': {
    like: 'built-in fetch',
    replays: true,
    retries: true,
    make(retry = false) {
      const client = createClient({
        transport: undiciTransport({ pool: {}, tls: CA }),
        // `client.fetch` returns every status, except those that the options name for a retry.
        retry: retry && { ...QUICK, statuses: [503] },
      });
      return { get: async (url) => (await client.fetch(url)).text(), close: () => client.close() };
    },
  },
  'the dispatcher of a registry': {
    like: 'built-in fetch',
    replays: true,
    retries: false,
    make() {
      const registry = createAgentRegistry();
      const dispatcher = dispatcherOf(registry, { tls: CA });
      return {
        get: async (url) => (await fetch(url, { dispatcher } as object)).text(),
        close: () => registry.close(),
      };
    },
  },
  'the agents of a registry': {
    like: 'the agent of Node.js',
    replays: false,
    retries: false,
    make() {
      const registry = createAgentRegistry();
      const agents = { http: registry.httpAgent, https: registry.httpsAgent };
      return { get: (url) => getBy(url, agents), close: () => registry.close() };
    },
  },
  'a client on got': {
    like: 'the agent of Node.js',
    replays: true,
    retries: true,
    make(retry = false) {
      const transport = gotTransport({ pool: {}, got: got.extend({ https: CA }) });
      const client = createClient({ transport, retry: retry && QUICK, throwHttpErrors: false });
      return { get: (url) => client.get(url).text(), close: () => client.close() };
    },
  },
  resilientGot: {
    like: 'built-in fetch',
    replays: true,
    retries: true,
    make(retry = false) {
      const transport = undiciTransport({ pool: {}, tls: CA });
      const instance = resilientGot(got, { transport, retry: retry && QUICK });
      return {
        get: (url) => instance.get(url, { throwHttpErrors: false }).text(),
        close: () => transport.close(),
      };
    },
  },
};

function ofClient(retry = false): Face {
  const transport = undiciTransport({ pool: {}, tls: CA });
  const client = createClient({ transport, retry: retry && QUICK, throwHttpErrors: false });
  return { get: (url) => client.get(url).text(), close: () => client.close() };
}

interface Agents {
  readonly http: http.Agent;
  readonly https: https.Agent;
}

function getBy(url: string, agents: Agents): Promise<string> {
  const [module, agent] = url.startsWith('https:')
    ? ([https, agents.https] as const)
    : ([http, agents.http] as const);
  return new Promise((resolve, reject) => {
    const request = module.get(url, { agent, ...CA }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve(text)).on('error', reject);
    });
    request.on('error', reject);
  });
}
