// Limits on bodies that are decoded.
import zlib from 'node:zlib';
import { expect, test } from 'vitest';
import { attemptTimeout, watchdog } from '../src/index.ts';
import { Rig, watch } from './support/rig.ts';

const LONG = zlib.gzipSync(Buffer.alloc(8 << 20, 'a'));

async function begin() {
  const rig = new Rig();
  const client = rig.client(watchdog({ stalled: 50 }));
  const call = watch(client.get('http://a.test/', { maxDecodingRatio: Infinity }));
  const exchange = await rig.exchange();
  exchange.headers(200, { 'content-encoding': 'gzip' });
  await rig.clock.advance(0);
  const reader = call.value![Symbol.asyncIterator]();
  return { rig, client, exchange, reader, attempt: exchange.request.attempt };
}

test('a decoded body whose reader stops is reclaimed, although all its bytes have arrived', async () => {
  const { rig, client, exchange, reader, attempt } = await begin();
  exchange.body.push(LONG);
  exchange.finish();
  // The body was complete before it was read: it is decoded on demand, and its attempt has ended.
  expect(attempt.ended).toBe(true);
  expect((await reader.next()).value).toHaveLength(65_536);

  const other = await begin();
  other.exchange.body.push(LONG.subarray(0, 4_000));
  await other.reader.next();
  other.exchange.body.push(LONG.subarray(4_000));
  other.exchange.finish();
  await other.reader.next();
  expect(other.attempt.ended).toBe(false);
  await expect.poll(() => other.exchange.body.stalledAt).toBe(0);
  await other.rig.clock.advance(49);
  expect(other.attempt.ended).toBe(false);
  await other.rig.clock.advance(1);
  expect(other.attempt.ended).toBe(true);
  // Bytes that were decoded ahead are not returned any more either.
  await expect(other.reader.next()).rejects.toThrow('watchdog.stalled');
  expect(other.client.stats().plugins.watchdog).toMatchObject({ stalled: 1, kept: 1 });
  expect(other.rig.clock.pending()).toBe(0);
  expect([client.stats().calls.inFlight, rig.clock.pending()]).toEqual([0, 0]);
});

test('a body that is still being decoded is not stalled, however many bytes wait', async () => {
  const { rig, exchange, reader } = await begin();
  exchange.body.push(LONG.subarray(0, 4_000));
  const first = watch(reader.next());
  exchange.body.push(LONG.subarray(4_000, 8_000));
  expect(exchange.body.stalledAt).toBe(Infinity);
  await expect.poll(() => first.done).toBe(true);
  await rig.clock.advance(0);
  exchange.finish();
  await reader.return?.();
});

test.each(['abort', 'detach'] as const)(
  'timeout.attempt covers the decoding, with the policy %s',
  async (policy) => {
    for (const cut of [LONG.length, 4_000]) {
      const rig = new Rig();
      const client = rig.client(attemptTimeout({ attempt: 100, policy }));
      const call = watch(client.get('http://a.test/', { maxDecodingRatio: Infinity }).bytes());
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const exchange = await rig.exchange();
      const { attempt } = exchange.request;
      attempt.record.connection = { id: 1, reused: false, protocol: 'http/1.1', remoteAddress: undefined };
      exchange.headers(200, { 'content-encoding': 'gzip' });
      exchange.body.push(LONG.subarray(0, cut));
      // oxlint-disable-next-line no-await-in-loop
      await rig.clock.advance(0, { io: false });
      exchange.body.push(LONG.subarray(cut));
      exchange.finish();
      // oxlint-disable-next-line no-await-in-loop
      // Without waiting for the decoder, which would be done before the time is up.
      await rig.clock.advance(99, { io: false });
      expect([call.done, attempt.ended]).toEqual([false, false]);
      // oxlint-disable-next-line no-await-in-loop
      await rig.clock.advance(1, { io: false });
      expect(call.error).toMatchObject({ code: 'ERR_SLUICE_TIMEOUT', phase: 'attempt' });
      expect(attempt.ended).toBe(true);
      expect(client.stats().plugins.attemptTimeout).toMatchObject({ detached: 0 });
      expect(rig.clock.pending()).toBe(0);
    }
  },
);
