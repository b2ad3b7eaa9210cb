// Runs every case of every client with built-in fetch and with `client.fetch`: the outcomes are the same. Most of the time
// is spent in the clients' own timeouts and backoff, so the cases run at the same time, each on servers of its own.
import tls from 'node:tls';
import got from 'got';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { caCertificate, serverKey, validCertificate } from '@sluice/fixtures';
import { gotTransport } from '@sluice/got';
import { createClient, fetchPreset, undiciTransport } from 'sluice';
import { cases, outcomeOf, type Outcome } from '../src/cases.ts';
import { clients } from '../src/clients/index.ts';
import type { Protocol } from '../src/fake-api.ts';

// A client of the cases replaces the global one.
const builtIn = globalThis.fetch;
const certificate = { key: serverKey, cert: validCertificate };

/** A client with a transport, and the protocols to test with it. */
interface Carrier {
  readonly name: string;
  readonly protocols: readonly Protocol[];
  readonly client: { readonly fetch: typeof globalThis.fetch; close(): Promise<unknown> };
}

const trusting = got.extend({ https: { certificateAuthority: caCertificate } });
const carriers: readonly Carrier[] = [
  {
    name: 'the default transport',
    protocols: ['plain', 'tls', 'h2'],
    client: createClient({
      ...fetchPreset,
      transport: undiciTransport({ pool: {}, tls: { ca: caCertificate }, http2: true }),
    }),
  },
  {
    name: 'got',
    protocols: ['plain', 'tls'],
    client: createClient({ ...fetchPreset, transport: gotTransport({ got: trusting, pool: {} }) }),
  },
];

/**
 * A Request whose copies follow its signal. A copy of a Request of Node.js no longer does after a garbage collection, so that
 * timeouts and aborts of some clients would have no effect, with any fetch.
 */
class HeldRequest extends Request {
  static readonly held: HeldRequest[] = [];

  constructor(...args: ConstructorParameters<typeof Request>) {
    super(...args);
    HeldRequest.held.push(this);
  }

  override clone(): Request {
    return new HeldRequest(super.clone(), { signal: this.signal });
  }
}

beforeAll(() => {
  globalThis.Request = HeldRequest;
  // Built-in fetch has no option for the certificate authority.
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), caCertificate]);
});

/** An outcome without the framing of HTTP/1.1, which HTTP/2 does not have. */
function unframed({ requests, ...outcome }: Outcome, protocol: Protocol): unknown {
  if (protocol !== 'h2') return { requests, ...outcome };
  return { ...outcome, requests: requests.map(({ method, path, bytes }) => ({ method, path, bytes })) };
}

describe.concurrent.each(carriers.map((carrier) => [carrier.name, carrier] as const))(
  '%s',
  (_, { protocols, client: sluice }) => {
    afterAll(() => sluice.close());

    describe.each(protocols.map((protocol) => [protocol] as const))('%s', (protocol) => {
      describe.each(clients.map((client) => [client.name, client] as const))('%s', (__, client) => {
        const able = cases.filter((each) => each.run(client) !== undefined);
        test.each(able.map((each) => [each.name, each] as const))('%s', async (___, each) => {
          const place = { protocol, certificate };
          // Built-in fetch uses HTTP/1.1 with all of these servers.
          const [theirs, ours] = await Promise.all([
            outcomeOf(client, each, builtIn, place),
            outcomeOf(client, each, sluice.fetch, place),
          ]);
          const isBetter =
            each.mayBeBetter === true && theirs.error !== undefined && ours.error === undefined;
          if (!isBetter) expect(unframed(ours, protocol)).toEqual(unframed(theirs, protocol));
        });
      });
    });
  },
);
