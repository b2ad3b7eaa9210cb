import http from 'node:http';
import https from 'node:https';
import { Readable } from 'node:stream';
import got from 'got';
import { Agent, request, type Dispatcher } from 'undici';
import { PooledHttpAgent, PooledHttpsAgent } from '@sluice/agent';
import type { BodyInput } from '@sluice/core';
import type { AnyTransport } from '@sluice/core/transport';
import { caCertificate } from '@sluice/fixtures';
import { createAgentRegistry, type PoolOptions } from '@sluice/pool';
import { dispatcherOf } from '@sluice/undici/dispatcher';
import { createClient, undiciTransport } from 'sluice';
import { gotTransport } from '../../src/index.ts';

/** One way to make calls over connections of a pool of this project. */
export interface Face {
  /** Makes a call, a POST when there is a body, and resolves with the text of its answer. */
  call(url: string, body?: Uint8Array): Promise<string>;
  close(): Promise<void>;
}

const tls = { ca: caCertificate };

function methodOf(body: Uint8Array | undefined): 'POST' | 'GET' {
  return body === undefined ? 'GET' : 'POST';
}

function clientOf(transport: AnyTransport, wrap = (body: Uint8Array): BodyInput => body): Face {
  const client = createClient({ transport, retry: false });
  return {
    call: (url, body) => client(url, { method: methodOf(body), body: body && wrap(body) }).text(),
    close: () => client.close(),
  };
}

/** The registry's dispatcher with one of the functions that take a dispatcher. */
function dispatched(
  pool: PoolOptions | undefined,
  call: (dispatcher: Dispatcher, url: string, body: Uint8Array | undefined) => Promise<string>,
): Face {
  const registry = createAgentRegistry(pool);
  const dispatcher = dispatcherOf(registry, { tls });
  return { call: (url, body) => call(dispatcher, url, body), close: () => registry.close() };
}

async function callUndici(
  dispatcher: Dispatcher,
  url: string,
  body: Uint8Array | undefined,
): Promise<string> {
  const answer = await request(url, { dispatcher, method: methodOf(body), body: body ?? null });
  return answer.body.text();
}

/** Creates each face, with its own pool. */
export const FACES: Readonly<Record<string, (pool?: PoolOptions) => Face>> = {
  'default transport': (pool = {}) => clientOf(undiciTransport({ pool, tls })),
  'got transport': (pool = {}) =>
    clientOf(gotTransport({ pool, got: got.extend({ https: { certificateAuthority: caCertificate } }) })),
  'default transport, a Blob': (pool = {}) =>
    clientOf(undiciTransport({ pool, tls }), (body) => new Blob([body as Uint8Array<ArrayBuffer>])),
  'dispatcher, undici.request': (pool = {}) => dispatched(pool, callUndici),
  'dispatcher, a stream': (pool = {}) =>
    dispatched(pool, async (dispatcher, url, body) => {
      const answer = await request(url, {
        dispatcher,
        method: methodOf(body),
        body: body === undefined ? null : Readable.from([body]),
        headers: body === undefined ? {} : { 'content-length': String(body.length) },
      });
      return answer.body.text();
    }),
  'dispatcher, fetch': (pool = {}) =>
    dispatched(pool, async (dispatcher, url, body) => {
      const answer = await fetch(url, {
        dispatcher,
        method: methodOf(body),
        body: body ?? null,
      } as RequestInit);
      return answer.text();
    }),
  'agents, node:http'(pool = {}) {
    const registry = createAgentRegistry(pool);
    const agents = {
      http: new PooledHttpAgent({ registry }),
      https: new PooledHttpsAgent({ registry, ...tls }),
    };
    return {
      call: (url, body) =>
        new Promise((resolve, reject) => {
          const secure = url.startsWith('https:');
          const options = { agent: secure ? agents.https : agents.http, method: methodOf(body) };
          const sent = (secure ? https : http).request(url, options, (answer) => {
            let text = '';
            answer.setEncoding('latin1');
            answer.on('data', (piece: string) => (text += piece));
            answer.on('end', () => resolve(text));
            answer.on('error', reject);
          });
          sent.on('error', reject);
          sent.end(body);
        }),
      close: () => registry.close(),
    };
  },
  'agents, got'(pool = {}) {
    const registry = createAgentRegistry(pool);
    const instance = got.extend({
      agent: { http: new PooledHttpAgent({ registry }), https: new PooledHttpsAgent({ registry }) },
      https: { certificateAuthority: caCertificate },
      retry: { limit: 0 },
    });
    return {
      call: (url, body) => instance(url, { method: methodOf(body), body }).text(),
      close: () => registry.close(),
    };
  },
};

/** `undici.request` with its own pool, for comparison. */
export function undiciItself(): Face {
  const dispatcher = new Agent({ connect: tls });
  return {
    call: (url, body) => callUndici(dispatcher, url, body),
    close: () => dispatcher.close(),
  };
}

/** The default transport through a proxy that is reached over TLS. */
export function throughProxy(proxy: string): Face {
  return clientOf(undiciTransport({ pool: {}, tls, proxy: { url: proxy, tls } }));
}
