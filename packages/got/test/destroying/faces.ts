// Every way to make a call over the connections of a registry that a test destroys.
import http from 'node:http';
import https from 'node:https';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import got from 'got';
import { request, type Dispatcher } from 'undici';
import { PooledHttpAgent, PooledHttpsAgent } from '@sluice/agent';
import type { AnyTransport } from '@sluice/core/transport';
import { caCertificate } from '@sluice/fixtures';
import { dispatcherOf } from '@sluice/undici/dispatcher';
import { createClient, undiciTransport, type SluiceClient, type SluiceRegistry } from 'sluice';
import { clientOf, gotTransport, resilientGot } from '../../src/index.ts';

/** One way to make calls. */
export interface Face {
  /** Makes a call and reads its body. With a body it is a POST, else a GET. */
  readonly call: (url: string, body?: Readable) => Promise<unknown>;
  /** The client, if it has one: it retries. */
  readonly client?: SluiceClient;
}

const tls = { ca: caCertificate };
const trusting = got.extend({ https: { certificateAuthority: caCertificate } });
/** A call that waits for a retry, or for the rest of a body that it does not want, waits for longer than the test. */
const POLICY = {
  // Named, so that `fetch` repeats it too.
  retry: { minDelay: 60_000, maxDelay: 60_000, backoff: 'constant', statuses: [503] },
  drain: { bytes: 1_000_000, time: 60_000 },
} as const;

function methodOf(body: Readable | undefined): 'POST' | 'GET' {
  return body === undefined ? 'GET' : 'POST';
}

function overClient(transport: AnyTransport): Face {
  const client = createClient({ transport, ...POLICY });
  return { client, call: (url, body) => client(url, { method: methodOf(body), body }).text() };
}

/** Reads the body after the call has answered: then the call is in flight until the end of its body. */
function overResponse(transport: AnyTransport): Face {
  const client = createClient({ transport, ...POLICY });
  return {
    client,
    async call(url, body) {
      const response = await client(url, { method: methodOf(body), body });
      return response.text();
    },
  };
}

function overFetch(client: SluiceClient): Face {
  return { client, call: (url, body) => fetched(client.fetch, url, body, {}) };
}

async function fetched(
  fetching: typeof fetch,
  url: string,
  body: Readable | undefined,
  init: object,
): Promise<string> {
  const upload = body === undefined ? {} : { body, duplex: 'half' };
  const response = await fetching(url, { method: methodOf(body), ...upload, ...init } as RequestInit);
  return response.text();
}

function overDispatcher(dispatcher: Dispatcher): Face {
  return {
    async call(url, body) {
      const answer = await request(url, { dispatcher, method: methodOf(body), body: body ?? null });
      return answer.body.text();
    },
  };
}

function overAgents(registry: SluiceRegistry): Face {
  const agents = {
    'http:': new PooledHttpAgent({ registry }),
    'https:': new PooledHttpsAgent({ registry, ...tls }),
  };
  return {
    call: (url, body) =>
      new Promise((resolve, reject) => {
        const secure = url.startsWith('https:');
        const options = { agent: agents[secure ? 'https:' : 'http:'], method: methodOf(body) };
        const sent = (secure ? https : http).request(url, options, (answer) => {
          // As an application that listens to the request only until there is a response.
          sent.off('error', reject);
          text(answer).then(resolve, reject);
        });
        sent.on('error', reject);
        if (body === undefined) sent.end();
        else body.pipe(sent);
      }),
  };
}

const overUndici = (registry: SluiceRegistry, http2: boolean): AnyTransport =>
  undiciTransport({ registry, tls, http2 });

/** The faces by name. */
export const FACES: Readonly<Record<string, (registry: SluiceRegistry, http2: boolean) => Face>> = {
  'undici transport': (registry, http2) => overClient(overUndici(registry, http2)),
  'undici transport, a response': (registry, http2) => overResponse(overUndici(registry, http2)),
  'undici transport, fetch': (registry, http2) =>
    overFetch(createClient({ transport: overUndici(registry, http2), ...POLICY })),
  'got transport': (registry) => overClient(gotTransport({ registry, got: trusting })),
  'got transport, a response': (registry) => overResponse(gotTransport({ registry, got: trusting })),
  resilientGot(registry, http2) {
    const instance = resilientGot(got, { transport: overUndici(registry, http2), ...POLICY });
    return {
      client: clientOf(instance),
      call: (url, body) => instance(url, { method: methodOf(body), body }).text(),
    };
  },
  'dispatcher, undici.request': (registry, http2) => overDispatcher(dispatcherOf(registry, { tls, http2 })),
  'dispatcher, fetch'(registry, http2) {
    const dispatcher = dispatcherOf(registry, { tls, http2 });
    return { call: (url, body) => fetched(fetch, url, body, { dispatcher }) };
  },
  'agents, node:http': overAgents,
  'agents, got'(registry) {
    const agent = { http: new PooledHttpAgent({ registry }), https: new PooledHttpsAgent({ registry }) };
    const instance = trusting.extend({ agent, retry: { limit: 0 } });
    return { call: (url, body) => instance(url, { method: methodOf(body), body }).text() };
  },
};
