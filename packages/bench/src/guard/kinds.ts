// The kinds of work whose cost per call has a budget.
import { caCertificate } from '@sluice/fixtures';
import { gotTransport } from '@sluice/got';
import got from 'got';
import { createClient, undiciTransport, type SluiceClient, type SluiceOptions } from 'sluice';
import type { SharedPorts } from '../origin/loop.ts';
import { MIB, ORDER } from '../payloads.ts';
import type { KindName } from './budgets.ts';
import type { Calls } from './cost.ts';

/** One kind of work. */
export interface Kind extends Calls {
  readonly server: keyof SharedPorts;
  readonly path: string;
  /** The most connections. */
  readonly connections: number;
  readonly options: (connections: number) => SluiceOptions;
  readonly call: (client: SluiceClient, url: string) => Promise<unknown>;
}

/** Options with every feature on; TLS trusts the origin. */
function onUndici(connections: number): SluiceOptions {
  return {
    transport: undiciTransport({
      pool: { maxPerHost: connections },
      tls: { ca: caCertificate },
      http2: true,
    }),
  };
}

function onGot(connections: number): SluiceOptions {
  return { transport: gotTransport({ got: got.extend(), pool: { maxPerHost: connections } }) };
}

const GET: Kind = {
  server: 'plain',
  path: '/user',
  inFlight: 1,
  connections: 10,
  calls: 50,
  counted: 1,
  options: onUndici,
  call: (client, url) => client.get(url).json(),
};

const LARGE = { ...GET, path: '/mib', calls: 10, counted: 1 };

/** The kinds by name. */
export const KINDS: Readonly<Record<KindName, Kind>> = {
  GET,
  'GET, 50 in flight on 10 connections': { ...GET, inFlight: 50, counted: 50 },
  POST: { ...GET, path: '/order', call: (client, url) => client.post(url, { json: ORDER }).json() },
  '1 MiB as bytes': { ...LARGE, call: (client, url) => client.get(url).bytes() },
  '1 MiB streamed': {
    ...LARGE,
    async call(client, url) {
      let size = 0;
      for await (const chunk of await client.get(url)) size += chunk.length;
      if (size !== MIB) throw new Error(`${size} bytes`);
    },
  },
  'GET over TLS': { ...GET, server: 'tls' },
  'GET over HTTP/2': { ...GET, server: 'h2' },
  'GET over HTTP/2, 50 in flight': { ...GET, server: 'h2', inFlight: 50, counted: 50 },
  'client.fetch': { ...GET, call: async (client, url) => (await client.fetch(url)).json() },
  'client.fetch, POST': {
    ...GET,
    path: '/order',
    call: async (client, url) =>
      (await client.fetch(url, { method: 'POST', body: JSON.stringify(ORDER) })).json(),
  },
  'GET on got': { ...GET, options: onGot },
  'POST on got': {
    ...GET,
    path: '/order',
    options: onGot,
    call: (client, url) => client.post(url, { json: ORDER }).json(),
  },
};

/** Creates the client of a kind. */
export function clientOf({ options, connections }: Kind): SluiceClient {
  return createClient(options(connections));
}
