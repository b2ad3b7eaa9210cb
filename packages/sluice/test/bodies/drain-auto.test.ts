import { caCertificate, type FaultOrigin } from '@sluice/fixtures';
import { expect, test } from 'vitest';
import { createClient, type DrainBound, type DrainResult } from 'sluice';
import { transportOf } from '../carrier.ts';
import { clientOf, originOf } from '../setup.ts';

/** An origin whose TLS handshake is delayed, so that a connection takes at least 150 ms. */
async function farOrigin(): Promise<FaultOrigin> {
  const origin = await originOf({ tls: true, per: { query: 'call' } });
  origin.fault({ do: 'delay', at: 'connect', wait: 150 });
  return origin;
}

/** The outcome of the drain of a 503 on a reused connection. */
async function drainOf(origin: FaultOrigin, drain?: Partial<DrainBound>): Promise<DrainResult | undefined> {
  await using client = createClient({
    transport: transportOf({ ca: caCertificate, pool: {} }),
    baseUrl: origin.url(),
    retry: { minDelay: 1, maxDelay: 1 },
  });
  await client.get('/warm').drain();
  const response = await client.get('/x', { query: { call: JSON.stringify(drain) }, drain });
  await response.drain();
  expect(response.status).toBe(200);
  return response.attempts[0]?.drain;
}

test('a response of a distant host is drained for as long as a new connection would take', async () => {
  const origin = await farOrigin();
  origin.on('/warm').reply(200);
  origin
    .on('/x')
    .reply(503, { body: { size: 1_000 }, endDelay: 90 }, { first: 1 })
    .reply(200, { body: 'ok' });
  expect(await drainOf(origin)).toMatchObject({ outcome: 'eof', connectionKept: true });
  expect(await drainOf(origin, { time: 50 })).toMatchObject({ outcome: 'time', connectionKept: false });
});

test('a response of a near host is not, since a new connection is cheap', async () => {
  const origin = await originOf();
  origin
    .on('/x')
    .reply(503, { body: { size: 1_000 }, endDelay: 30_000 }, { first: 1 })
    .reply(200, { body: 'ok' });
  const client = clientOf({ baseUrl: origin.url() });
  const { attempts } = await client.get('/x').drain();
  expect(attempts[0]?.drain).toMatchObject({ outcome: 'time', connectionKept: false });
  expect(client.stats().drains).toMatchObject({ outcomes: { time: 1 }, kept: 1, destroyed: 1 });
});
