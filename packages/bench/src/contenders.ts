// The contenders of the benchmark `calls`.
import { createClient as createCoreClient } from '@sluice/core';
import { createAgentRegistry } from '@sluice/pool';
import { undiciTransport } from '@sluice/undici';

import { createClient } from 'sluice';
import { Pool } from 'undici';

/** One way to send a small GET and parse its JSON. */
export interface Contender {
  readonly name: string;
  call(): Promise<unknown>;
  close(): Promise<void>;
}

/** All contenders for one origin, each with at most `connections` connections. */
export function contenders(url: string, connections: number): Contender[] {
  return [
    undiciRequest(url, connections),
    undiciDispatch(url, connections),
    bare(url, connections),
    full(url, connections),
  ];
}

function undiciRequest(url: string, connections: number): Contender {
  const pool = new Pool(new URL(url).origin, { connections, pipelining: 1 });
  const path = new URL(url).pathname;
  return {
    name: 'undici.request',
    async call() {
      const { body } = await pool.request({ path, method: 'GET' });
      return body.json();
    },
    close: () => pool.close(),
  };
}

function undiciDispatch(url: string, connections: number): Contender {
  const pool = new Pool(new URL(url).origin, { connections, pipelining: 1 });
  const path = new URL(url).pathname;
  return {
    name: 'Pool.dispatch',
    call: () =>
      new Promise((resolve, reject) => {
        const chunks: Buffer[] = [];
        pool.dispatch(
          { path, method: 'GET' },
          {
            onRequestStart() {},
            onResponseStart() {},
            onResponseData(_controller, chunk) {
              chunks.push(chunk);
            },
            onResponseEnd() {
              resolve(JSON.parse(Buffer.concat(chunks).toString()));
            },
            onResponseError(_controller, error) {
              reject(error);
            },
          },
        );
      }),
    close: () => pool.close(),
  };
}

function bare(url: string, connections: number): Contender {
  const registry = createAgentRegistry({ maxPerHost: connections });
  const client = createCoreClient({ transport: undiciTransport({ registry }) });
  return {
    name: 'core, no plugins',
    call: () => client.get(url).json(),
    async close() {
      await client.close();
      await registry.close();
    },
  };
}

function full(url: string, connections: number): Contender {
  const client = createClient({ pool: { maxPerHost: connections }, gate: { maxPerHost: connections } });
  return {
    name: 'sluice, everything on',
    call: () => client.get(url).json(),
    close: () => client.close(),
  };
}
