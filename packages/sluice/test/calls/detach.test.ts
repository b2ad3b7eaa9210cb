import { breaker, type SluiceClient, type SluiceOptions } from 'sluice';
import type { FaultOrigin } from '@sluice/fixtures';
import { expect, test } from 'vitest';
import { checkLeaks, clientOf, failure, originOf } from '../setup.ts';

checkLeaks();

const DETACH = { attempt: 100, policy: 'detach' } as const;

/** A client with open connections: a request without a connection would be aborted, not detached. */
async function warm(
  origin: FaultOrigin,
  options: SluiceOptions = {},
  connections = 1,
): Promise<SluiceClient> {
  origin.on('/warm').reply(200, { delay: 50 });
  const client = clientOf({ baseUrl: origin.url(), retry: false, timeout: DETACH, ...options });
  const calls = Array.from({ length: connections }, () => client.get('/warm', { timeout: false }).text());
  await Promise.all(calls);
  return client;
}

test('a detached exchange whose response never ends is drained within the bound, and its slot is released', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { delay: 300, body: { endless: true, bytesPerSecond: 1_000 } });
  const client = await warm(origin, { drain: { time: 50 } });
  const { attempts } = await failure(client.get('/x'));
  expect(client.stats().plugins).toMatchObject({ gate: { running: 1 }, attemptTimeout: { detached: 1 } });
  await expect.poll(() => client.stats().plugins.gate.running).toBe(0);
  expect(attempts).toMatchObject([{ status: 200, drain: { outcome: 'time', connectionKept: false } }]);
  expect(client.stats().plugins.attemptTimeout.detached).toBe(0);
  await expect.poll(() => origin.stats().open).toBe(0);
});

test('20 callers that give up after 50 ms: the origin never gets more exchanges than the limit, and all slots are released', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { delay: 200, body: { size: 2_000 } });
  const gate = { maxPerHost: 4, queueTimeout: 60_000 };
  const client = await warm(origin, { gate, timeout: { attempt: 50, policy: 'detach' } }, 4);
  const errors = await Promise.all(Array.from({ length: 20 }, () => failure(client.get('/x').text())));
  expect(errors.map(({ code, phase }) => `${String(code)} ${String(phase)}`)).toEqual(
    Array.from({ length: 20 }, () => 'ERR_SLUICE_TIMEOUT attempt'),
  );
  await expect.poll(() => client.stats().plugins.gate.running).toBe(0);
  expect(origin.stats()).toMatchObject({ peakInFlight: 4, inFlight: 0 });
  expect(client.stats().plugins).toMatchObject({
    gate: { slots: 0, waiting: 0, admitted: 24 },
    attemptTimeout: { detached: 0 },
  });
});

test('a breaker counts a detached exchange as the timeout of its caller, whatever its response', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { delay: 300 });
  const client = await warm(origin, { plugins: [breaker({ consecutive: 2, openFor: 60_000 })] });
  for (const read of [false, true]) {
    const call = client.get('/x');
    expect(await failure(read ? call.text() : call)).toMatchObject({ phase: 'attempt' });
    await expect.poll(() => client.stats().plugins.attemptTimeout.detached).toBe(0);
  }
  expect(client.stats().plugins['breaker']).toMatchObject({ opened: 1 });
  expect(await failure(client.get('/x'))).toMatchObject({ code: 'ERR_SLUICE_BREAKER_OPEN' });
});

test('closing a client waits for its detached exchanges', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { delay: 300, body: 'late' });
  const client = await warm(origin);
  const { attempts } = await failure(client.get('/x'));
  await client.close();
  expect(attempts).toMatchObject([{ status: 200 }]);
  expect(client.stats().plugins.attemptTimeout.detached).toBe(0);
  expect(origin.stats()).toMatchObject({ inFlight: 0 });
});
