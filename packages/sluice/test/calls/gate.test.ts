import { expect, test } from 'vitest';
import { calls, checkLeaks, clientOf, failure, originOf, pause } from '../setup.ts';

checkLeaks();

test('limit 2, ten calls with slow bodies: never more than two exchanges at the origin', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { body: { size: 1_000 }, drip: { bytes: 500, every: 20 } });
  const client = clientOf({ baseUrl: origin.url(), gate: { maxPerHost: 2 } });
  await Promise.all(
    Array.from({ length: 10 }, async () => {
      const response = await client.get('/x');
      await pause(5);
      await response.bytes();
    }),
  );
  expect(origin.stats()).toMatchObject({ requests: 10, peakInFlight: 2 });
});

test('a call that times out releases its slot by ending its exchange: the limit of the host is never exceeded', async () => {
  const origin = await originOf();
  origin.on('/x').fault({ do: 'stall', at: 'request' });
  const client = clientOf({ baseUrl: origin.url(), gate: { maxPerHost: 3 }, retry: false });
  await calls(12, 6, (index) =>
    failure(client.get('/x', { query: { index }, timeout: { attempt: 30 } })).then((error) => {
      expect(error).toMatchObject({ code: 'ERR_SLUICE_TIMEOUT', phase: 'attempt' });
    }),
  );
  expect(client.stats().plugins.gate.running).toBe(0);
  expect(client.stats().transport).toMatchObject({ active: 0, idle: 0 });
});

test('a full waiting list refuses at once, a long wait ends with its limit', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { delay: 150 });
  const gate = { maxPerHost: 1, maxQueue: 1, queueTimeout: 40 };
  const client = clientOf({ baseUrl: origin.url(), gate, retry: false });
  const running = client.get('/x').text();
  const waiting = failure(client.get('/x'));
  await expect.poll(() => client.stats().plugins.gate).toMatchObject({ running: 1, waiting: 1 });
  expect(await failure(client.get('/x'))).toMatchObject({
    code: 'ERR_SLUICE_GATE_FULL',
    key: origin.url().replace(/\/$/, ''),
  });
  expect(await waiting).toMatchObject({ code: 'ERR_SLUICE_GATE_TIMEOUT' });
  await running;
});

test('no slot is held during a backoff', async () => {
  const origin = await originOf();
  origin.on('/down').reply(503, { body: 'no' });
  origin.on('/up').reply(200, { body: 'yes' });
  const client = clientOf({ baseUrl: origin.url(), gate: { maxPerHost: 1 } });
  const controller = new AbortController();
  const slow = failure(
    client.get('/down', {
      retry: { minDelay: 5_000, maxDelay: 5_000, backoff: 'constant' },
      signal: controller.signal,
    }),
  );
  await pause(100);
  expect(await client.get('/up').text()).toBe('yes');
  controller.abort(new Error('enough'));
  expect((await slow).message).toBe('enough');
});
