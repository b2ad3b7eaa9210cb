// Chaos on every transport: the same codes, and nothing stays open.
import { createClient } from '@sluice/core';
import type { AnyTransport } from '@sluice/core/transport';
import { caCertificate, createFaultOrigin, createHttp2Origin, expectNoLeaks } from '@sluice/fixtures';
import { gate } from '@sluice/gate';
import { gotTransport } from '@sluice/got';
import { undiciTransport } from '@sluice/undici';
import got from 'got';
import { expect, test } from 'vitest';
import { type ChaosFault, chaos, isChaos } from '../src/index.ts';

interface Server extends AsyncDisposable {
  url(path?: string): string;
  on(pattern: string): { reply(status: number, reply?: object): unknown };
}

const ca = { ca: caCertificate };
const servers: readonly [string, () => Promise<Server>, () => AnyTransport][] = [
  ['HTTP/1.1', () => createFaultOrigin(), () => undiciTransport({ pool: {} })],
  ['HTTP/1.1 over TLS', () => createFaultOrigin({ tls: true }), () => undiciTransport({ pool: {}, tls: ca })],
  ['HTTP/2', () => createHttp2Origin(), () => undiciTransport({ pool: {}, tls: ca, http2: true })],
  [
    'got',
    () => createFaultOrigin({ tls: true }),
    () => gotTransport({ got: got.extend({ https: { certificateAuthority: caCertificate } }) }),
  ],
];

const FAULTS: readonly (readonly [ChaosFault, code: string])[] = [
  [{ do: 'refuse' }, 'ERR_SLUICE_CONNECT'],
  [{ do: 'reset', at: 'head' }, 'ERR_SLUICE_CONNECTION_LOST'],
  [{ do: 'close', at: 'head' }, 'ERR_SLUICE_CONNECTION_LOST'],
  [{ do: 'reset', at: 'body', after: 1_000 }, 'ERR_SLUICE_CONNECTION_LOST'],
  [{ do: 'close', at: 'body', after: 1_000 }, 'ERR_SLUICE_BODY_CUT_SHORT'],
  [{ do: 'stall', at: 'body', after: 1_000 }, 'ERR_SLUICE_TIMEOUT'],
];

test.each(servers)(
  '%s: one call and fifty at once, with small and large bodies',
  async (_name, serve, transportOf) => {
    await using _leaks = expectNoLeaks({ within: 5_000 });
    await using origin = await serve();
    origin.on('/small').reply(200, { json: { a: 1 } });
    origin.on('/large').reply(200, { body: { size: 200_000 } });
    for (const [fault, code] of FAULTS) {
      const client = createClient({
        baseUrl: origin.url(),
        transport: transportOf(),
        plugins: [gate({ maxPerHost: 10 }), chaos({ enabled: true, rate: 1, seed: 1, faults: [fault] })],
      });
      const ask = (path: string): Promise<unknown> => {
        const signal = fault.do === 'stall' ? AbortSignal.timeout(300) : undefined;
        return client
          .get(path, signal === undefined ? {} : { signal })
          .bytes()
          .then(
            () => 'answered',
            (error: unknown) => error,
          );
      };
      // oxlint-disable no-await-in-loop -- one fault after the other
      const errors = [
        await ask('/small'),
        ...(await Promise.all(Array.from({ length: 50 }, () => ask('/large')))),
      ];
      for (const error of errors) {
        if (fault.do === 'stall') expect(error).toMatchObject({ name: 'TimeoutError' });
        else expect([(error as { code?: unknown }).code, isChaos(error)]).toEqual([code, true]);
      }
      await expect
        .poll(() => client.stats().plugins['gate'], { message: JSON.stringify(fault) })
        .toMatchObject({ running: 0, waiting: 0 });
      // A call that is left alone is answered on what chaos left behind.
      const left = await client.get('/small', { chaos: false }).json();
      expect(left).toEqual({ a: 1 });
      await client.close();
      // oxlint-enable no-await-in-loop
    }
  },
  30_000,
);
