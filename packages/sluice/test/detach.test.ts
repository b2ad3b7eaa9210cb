import { breaker } from 'sluice';
import { expect, test, vi } from 'vitest';
import { checkLeaks, clientOf, failure, originOf } from './setup.ts';

checkLeaks();

const DETACH = { attempt: 30, policy: 'detach' } as const;

test('a detached exchange that is answered without end is drained within the bound, and its slot comes back', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { delay: 100, body: { endless: true, bytesPerSecond: 1_000 } });
  const client = clientOf({ baseUrl: origin.url(), retry: false, timeout: DETACH, drain: { time: 50 } });
  const { attempts } = await failure(client.get('/x'));
  expect(client.stats().plugins).toMatchObject({ gate: { running: 1 }, attemptTimeout: { detached: 1 } });
  await vi.waitFor(() => expect(client.stats().plugins.gate.running).toBe(0), { timeout: 5_000 });
  expect(attempts).toMatchObject([{ status: 200, drain: { outcome: 'time', connectionKept: false } }]);
  expect(client.stats().plugins.attemptTimeout.detached).toBe(0);
  expect(client.stats().transport).toMatchObject({ active: 0, idle: 0 });
});

test('20 callers that give up after 50 ms: the origin never sees more than the limit, and all is given back', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { delay: 200, body: { size: 2_000 } });
  const client = clientOf({
    baseUrl: origin.url(),
    gate: { maxPerHost: 4, queueTimeout: 60_000 },
    timeout: { attempt: 50, policy: 'detach' },
    retry: false,
  });
  const errors = await Promise.all(Array.from({ length: 20 }, () => failure(client.get('/x').text())));
  expect(errors.map(({ code, phase }) => `${String(code)} ${String(phase)}`)).toEqual(
    Array.from({ length: 20 }, () => 'ERR_SLUICE_TIMEOUT attempt'),
  );
  await vi.waitFor(() => expect(client.stats().plugins.gate.running).toBe(0), { timeout: 10_000 });
  expect(origin.stats()).toMatchObject({ requests: 20, peakInFlight: 4, peakOpen: 4, opened: 4 });
  expect(client.stats().transport).toMatchObject({ active: 0, idle: 4 });
});

test('a breaker takes a detached exchange for the timeout its caller got, whatever it is answered', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { delay: 150 });
  const client = clientOf({
    baseUrl: origin.url(),
    retry: false,
    timeout: DETACH,
    plugins: [breaker({ consecutive: 2, openFor: 60_000 })],
  });
  for (const read of [false, true]) {
    const call = client.get('/x');
    expect(await failure(read ? call.text() : call)).toMatchObject({ phase: 'attempt' });
    await vi.waitFor(() => expect(client.stats().plugins.attemptTimeout.detached).toBe(0));
  }
  expect(client.stats().plugins['breaker']).toMatchObject({ opened: 1 });
  expect(await failure(client.get('/x'))).toMatchObject({ code: 'ERR_SLUICE_BREAKER_OPEN' });
  expect(origin.stats().requests).toBe(2);
});

test('closing a client lets its detached exchanges end', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { delay: 200, body: 'late' });
  const client = clientOf({ baseUrl: origin.url(), retry: false, timeout: DETACH });
  const { attempts } = await failure(client.get('/x'));
  await client.close();
  expect(attempts).toMatchObject([{ status: 200 }]);
  expect(client.stats().plugins.attemptTimeout.detached).toBe(0);
  expect(client.stats().transport).toMatchObject({ active: 0, idle: 0 });
});
