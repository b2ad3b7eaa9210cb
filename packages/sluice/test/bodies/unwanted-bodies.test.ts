import { heapInUse } from '@sluice/fixtures';
import { expect, test, vi } from 'vitest';
import { many } from '../carrier.ts';
import { calls, clientOf, originOf } from '../setup.ts';

const OK = { json: { ok: true } };

test('100 calls, 50 in flight, whose first response is a 503 that ends late: no call waits for it', async () => {
  const origin = await originOf({ per: { query: 'call' } });
  origin
    .on('/x')
    .reply(503, { body: { size: 2_048 }, endDelay: 60_000 }, { first: 1 })
    .reply(200, OK);
  const client = clientOf({ baseUrl: origin.url() });
  // A call that waited for the end of the body would exceed the time limit of the test.
  await calls(100, 50, (call) => client.get('/x', { query: { call } }).json());
  expect(origin.stats().requests).toBe(200);
  expect(origin.stats().peakOpen).toBeLessThanOrEqual(100);
});

test('20 calls whose first response is a 503 that never ends: all succeed, and memory stays flat', async () => {
  const origin = await originOf({ per: { query: 'call' } });
  origin
    .on('/x')
    .reply(503, { body: { endless: true, bytesPerSecond: 1 << 30 } }, { first: 1 })
    .reply(200, OK);
  const client = clientOf({ baseUrl: origin.url() });
  await client.get('/x', { query: { call: 'warm' } }).json();
  const bound = (await heapInUse()) + (16 << 20);
  await calls(20, 20, (call) => client.get('/x', { query: { call } }).json());
  // A connection releases its buffers at its 'close' event, the origin's end somewhat later.
  await vi.waitFor(async () => expect(await heapInUse(bound)).toBeLessThan(bound), 10_000);
  const { attempts } = await client.get('/x', { query: { call: 'last' } }).drain();
  expect(attempts[0]?.drain).toMatchObject({ outcome: 'bytes', connectionKept: false });
  // The bound is 256 KiB; one read of the socket may exceed it.
  expect(attempts[0]?.drain?.bytes).toBeLessThanOrEqual(262_144 + 65_536);
});

test('a 503 of 2 KB is drained, and the retry goes over the same connection', async () => {
  const origin = await originOf({ per: { query: 'call' } });
  origin
    .on('/x')
    .reply(503, { body: { size: 2_048 } }, { first: 1 })
    .reply(200, OK);
  const client = clientOf({ baseUrl: origin.url() });
  const total = many(1_000);
  await calls(total, 50, (call) => client.get('/x', { query: { call }, retry: { minDelay: 0 } }).json());
  expect(origin.stats().requests).toBe(2 * total);
  expect(origin.stats().opened).toBeLessThanOrEqual(50);
});

test('drain: 0 reads nothing, for a client, for an extended client, and for a call', async () => {
  const origin = await originOf();
  for (const path of ['/client', '/extended', '/call']) {
    origin
      .on(path)
      .reply(503, { body: { size: 2_048 }, endDelay: 2_000 }, { first: 1 })
      .reply(200);
  }
  const retry = { minDelay: 1, maxDelay: 1 };
  const client = clientOf({ baseUrl: origin.url(), drain: 0, retry });
  const drainOf = async (call: ReturnType<typeof client.get>): Promise<unknown> =>
    (await call).attempts[0]?.drain;
  const unread = { outcome: 'length', connectionKept: false };
  expect(await drainOf(client.get('/client'))).toMatchObject(unread);
  const extended = client.extend({ drain: { time: 10_000 } });
  expect(await drainOf(extended.get('/extended'))).toMatchObject(unread);
  const usual = clientOf({ baseUrl: origin.url(), retry });
  expect(await drainOf(usual.get('/call', { drain: 0 }))).toMatchObject(unread);
});

test('a drain with more time than the call has does not prevent the retry', async () => {
  const origin = await originOf();
  origin
    .on('/x')
    .reply(503, { body: { endless: true, bytesPerSecond: 1_000 } }, { first: 1 })
    .reply(200, { body: 'ok' });
  const client = clientOf({ baseUrl: origin.url(), drain: { time: 60_000 }, timeout: { total: 2_000 } });
  const response = await client.get('/x');
  expect(await response.text()).toBe('ok');
  expect(response.attempts[0]?.drain).toMatchObject({ outcome: 'time', connectionKept: false });
});

test('a body whose declared length exceeds the bound is not read', async () => {
  const origin = await originOf();
  origin
    .on('/x')
    .reply(503, { body: { size: 10 << 20 } }, { first: 1 })
    .reply(200, OK);
  const client = clientOf({ baseUrl: origin.url() });
  const { attempts } = await client.get('/x').drain();
  expect(attempts[0]?.drain).toMatchObject({ outcome: 'length', connectionKept: false });
  expect(attempts[0]?.drain?.bytes).toBeLessThan(128 * 1_024);
});

test('200 unread responses of 300 KB, kept reachable, hold no connection and no slot', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { body: { size: 300_000 } });
  const client = clientOf({ baseUrl: origin.url(), watchdog: { unread: 1_000 } });
  const kept = await Promise.all(Array.from({ length: 200 }, () => client.get('/x')));
  await expect.poll(() => client.stats().transport.active).toBe(0);
  expect(client.stats().plugins.gate.running).toBe(0);
  expect(client.stats().plugins.watchdog.unread).toBe(200);
  expect(kept).toHaveLength(200);
});
