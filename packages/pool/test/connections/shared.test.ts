import { expect, test } from 'vitest';
import { Rig, settle } from '../support/rig.ts';

test('a dial that brings a capacity of N serves N waiters', async () => {
  const rig = new Rig({ maxDialing: 1 });
  const line = Array.from({ length: 5 }, () => rig.acquire());
  rig.pending()[0]?.succeed(3);
  await settle();
  expect(line.map((outcome) => outcome.settled)).toEqual([true, true, true, false, false]);
  expect(line.map((outcome) => outcome.lease?.reused)).toEqual([false, true, true, undefined, undefined]);
  expect(rig.pool.stats()).toMatchObject({ active: 1, waiting: 2, servedByDial: 3, servedByReturn: 0 });
});

test('once the capacity is known, that many waiters share one dial, also after the key was forgotten', async () => {
  const rig = new Rig();
  (await rig.fresh('a', 3)).release(false);
  expect(rig.pool.stats().active).toBe(0);
  const line = Array.from({ length: 7 }, () => rig.acquire());
  expect(rig.pending()).toHaveLength(3);
  for (const dial of rig.pending()) dial.succeed(3);
  await settle();
  expect(line.every((outcome) => outcome.lease !== undefined)).toBe(true);
  expect(rig.pool.stats()).toMatchObject({ active: 3, opened: 4 });
});

test('when a shared dial fails, only its owner fails and the others dial again', async () => {
  const rig = new Rig();
  (await rig.fresh('a', 10)).release(false);
  const [owner, other] = [rig.acquire(), rig.acquire()];
  expect(rig.pending()).toHaveLength(1);
  rig.pending()[0]?.fail(new Error('refused'));
  await settle();
  expect(owner.error).toBeDefined();
  expect(other.settled).toBe(false);
  rig.pending()[0]?.succeed(10);
  await settle();
  expect(other.lease).toBeDefined();
});

test('when a connection turns out not to be shared, the other waiters dial', async () => {
  const rig = new Rig();
  (await rig.fresh('a', 10)).release(false);
  const line = [rig.acquire(), rig.acquire(), rig.acquire()];
  rig.pending()[0]?.succeed(1);
  await settle();
  expect(line.map((outcome) => outcome.settled)).toEqual([true, false, false]);
  expect(rig.pending()).toHaveLength(2);
});

test('take shares an active connection before it uses an idle one, and never beyond its capacity', async () => {
  const rig = new Rig();
  const line = [rig.acquire(), rig.acquire()];
  const connections = rig.pending().map((dial) => dial.succeed(2));
  await settle();
  expect(line.map((outcome) => outcome.lease?.connection)).toEqual([connections[0], connections[0]]);
  for (const outcome of line) outcome.lease?.release(true);

  const taken = Array.from({ length: 5 }, () => rig.pool.take('a'));
  const [newest, other] = connections;
  expect(taken.map((lease) => lease?.connection)).toEqual([newest, newest, other, other, undefined]);
  taken[1]?.release(true);
  expect(rig.pool.take('a')?.connection).toBe(newest);
});

test('a new shared connection without a waiter is closed when another has room', async () => {
  const rig = new Rig();
  const line = [rig.acquire(), rig.acquire(), rig.acquire()];
  const [winner, ...losers] = rig.pending();
  winner?.succeed(100);
  await settle();
  expect(line.every((outcome) => outcome.lease !== undefined)).toBe(true);
  const surplus = losers.map((dial) => dial.succeed(100));
  await settle();
  expect(surplus.map((connection) => connection.closedFor)).toEqual(['limit', 'limit']);
});

test('a shared connection that is released as not reusable carries no new exchange and closes after its last one', async () => {
  const rig = new Rig();
  const first = await rig.fresh('a', 10);
  const second = rig.pool.take('a');
  first.release(false);
  expect(rig.pool.take('a')).toBeUndefined();
  expect(first.connection.closedFor).toBeUndefined();
  second?.release(true);
  expect(first.connection.closedFor).toBe('discarded');
});

test('a GOAWAY sends new exchanges elsewhere and lets accepted ones finish', async () => {
  const rig = new Rig({ maxPerHost: 1 });
  const first = await rig.fresh('a', 10);
  first.connection.usable = false;
  rig.pool.update(first.connection);
  const waiting = rig.acquire();
  expect(rig.pending()).toHaveLength(0);
  first.release(true);
  expect(first.connection.closedFor).toBe('unusable');
  rig.pending()[0]?.succeed(10);
  await settle();
  expect(waiting.lease).toBeDefined();
});

test('a GOAWAY on an idle connection closes it', async () => {
  const rig = new Rig();
  const lease = await rig.fresh('a', 10);
  lease.release(true);
  lease.connection.usable = false;
  rig.pool.update(lease.connection);
  expect(lease.connection.closedFor).toBe('unusable');
  rig.pool.update(lease.connection);
});

test('a rising capacity serves waiters, a falling one stops leases', async () => {
  const rig = new Rig({ maxPerHost: 1 });
  const lease = await rig.fresh('a', 1);
  const waiting = rig.acquire();
  lease.connection.capacity = 3;
  rig.pool.update(lease.connection);
  await settle();
  expect(waiting.lease?.connection).toBe(lease.connection);
  lease.connection.capacity = 1;
  expect(rig.pool.take('a')).toBeUndefined();
  waiting.lease?.release(true);
  expect(rig.pool.take('a')).toBeUndefined();
  lease.release(true);
  expect(rig.pool.take('a')).toBeDefined();
});

test('a connection with capacity 0 is kept, and waiters wait for it', async () => {
  const rig = new Rig();
  const line = [rig.acquire(), rig.acquire(), rig.acquire()];
  const [first, second] = rig.pending();
  const connection = first?.succeed(0);
  await settle();
  expect(line.some((outcome) => outcome.settled)).toBe(false);
  expect(rig.pool.stats()).toMatchObject({ idle: 1, waiting: 3, dialing: 2 });
  second?.succeed(0);
  rig.pending()[0]?.fail(new Error('refused'));
  await settle();
  // The youngest waiter has lost its dial, and its place among the waiters with a dial.
  expect(line.map((outcome) => outcome.error !== undefined)).toEqual([true, false, false]);
  if (connection) connection.capacity = 2;
  if (connection) rig.pool.update(connection);
  await settle();
  expect(line.map((outcome) => outcome.lease?.connection)).toEqual([undefined, connection, connection]);
});

test('while a connection has capacity 0, no other is dialed for the waiters', async () => {
  const rig = new Rig({ idleTimeout: 500 });
  const lease = await rig.fresh('a', 5);
  lease.connection.capacity = 0;
  rig.pool.update(lease.connection);
  lease.release(true);
  expect(rig.pool.take('a')).toBeUndefined();
  const line = Array.from({ length: 5 }, () => rig.acquire());
  expect(rig.pending()).toHaveLength(0);
  // It has been idle for too long: another one may be let in.
  rig.clock.advance(700);
  expect(lease.connection.closedFor).toBe('expired');
  expect(rig.pending()).toHaveLength(1);
  rig.pending()[0]?.succeed(5);
  await settle();
  expect(line.every((outcome) => outcome.lease !== undefined)).toBe(true);
});

test('after a second with capacity 0, one waiter dials, and the connection gives way to the new one', async () => {
  const rig = new Rig();
  const lease = await rig.fresh('a', 5);
  lease.connection.capacity = 0;
  rig.pool.update(lease.connection);
  lease.release(true);
  const line = Array.from({ length: 12 }, () => rig.acquire());
  rig.clock.advance(999);
  expect(rig.pending()).toHaveLength(0);
  rig.clock.advance(1);
  expect(rig.pending()).toHaveLength(1);
  expect(lease.connection.closedFor).toBeUndefined();
  const second = rig.pending()[0]?.succeed(5);
  await settle();
  expect(lease.connection.closedFor).toBe('limit');
  expect(line.filter((outcome) => outcome.lease?.connection === second)).toHaveLength(5);
  // The server may change its limit at once: one dial at a time, until a second connection has come.
  expect(rig.pending()).toHaveLength(1);
  rig.pending()[0]?.succeed(5);
  await settle();
  rig.pending()[0]?.succeed(5);
  await settle();
  expect(line.every((outcome) => outcome.lease !== undefined)).toBe(true);
});

test('after a second with capacity 0, an idle connection gives its place to a dial if the host has no other', async () => {
  const rig = new Rig({ maxPerHost: 2 });
  const leases = [await rig.fresh('a', 5)];
  const [spare] = leases;
  const outcome = rig.acquire();
  await settle();
  expect(outcome.lease?.connection).toBe(spare?.connection);
  spare?.release(true);
  outcome.lease?.release(true);
  const first = spare!.connection;
  first.capacity = 0;
  rig.pool.update(first);
  const line = Array.from({ length: 3 }, () => rig.acquire());
  rig.clock.advance(1_000);
  rig.pending()[0]?.succeed(0);
  await settle();
  // Both places are taken by connections that take no exchange.
  expect(rig.pool.stats()).toMatchObject({ idle: 2, waiting: 3, dialing: 0 });
  expect(first.closedFor).toBeUndefined();
  rig.clock.advance(1_000);
  expect(first.closedFor).toBe('limit');
  expect(rig.pool.stats()).toMatchObject({ idle: 1, waiting: 3, dialing: 1 });
  rig.pending()[0]?.succeed(5);
  await settle();
  expect(line.every((served) => served.lease !== undefined)).toBe(true);
});

test('a connection in use keeps its place while it takes no further exchange', async () => {
  const rig = new Rig({ maxPerHost: 1 });
  const lease = await rig.fresh('a', 5);
  lease.connection.capacity = 0;
  rig.pool.update(lease.connection);
  const waiting = rig.acquire();
  rig.clock.advance(5_000);
  expect(rig.pool.stats()).toMatchObject({ active: 1, waiting: 1, dialing: 0, opened: 1 });
  lease.release(true);
  expect(lease.connection.closedFor).toBe('limit');
  rig.pending()[0]?.succeed(5);
  await settle();
  expect(waiting.lease).toBeDefined();
});

test('a server that takes no exchange on any connection gets one dial per second', async () => {
  const rig = new Rig();
  const lease = await rig.fresh('a', 5);
  lease.connection.capacity = 0;
  rig.pool.update(lease.connection);
  lease.release(true);
  for (let count = 0; count < 10; count++) rig.acquire();
  for (let second = 1; second <= 5; second++) {
    rig.clock.advance(1_000);
    expect(rig.pending()).toHaveLength(1);
    rig.pending()[0]?.succeed(0);
    // oxlint-disable-next-line no-await-in-loop -- one second after the other
    await settle();
    expect(rig.pending()).toHaveLength(0);
    expect(rig.pool.stats()).toMatchObject({ opened: second + 1, waiting: 10 });
  }
});

test('capacity that returns within the second serves the waiters without a dial', async () => {
  const rig = new Rig();
  const lease = await rig.fresh('a', 5);
  const { connection } = lease;
  connection.capacity = 0;
  rig.pool.update(connection);
  lease.release(true);
  const line = Array.from({ length: 5 }, () => rig.acquire());
  rig.clock.advance(900);
  connection.capacity = 5;
  rig.pool.update(connection);
  await settle();
  expect(line.every((outcome) => outcome.lease?.connection === connection)).toBe(true);
  rig.clock.advance(5_000);
  expect(rig.pool.stats()).toMatchObject({ opened: 1, dialing: 0 });
});

test('a connection with capacity 0 does not hide one with room', async () => {
  const rig = new Rig();
  const [first, second] = [rig.acquire(), rig.acquire()];
  const [able] = rig.pending().map((dial) => dial.succeed());
  await settle();
  first.lease?.release(true);
  second.lease?.release(true);
  if (second.lease) second.lease.connection.capacity = 0;
  expect(rig.pool.take('a')?.connection).toBe(able);
});

test('while the capacity of a shareable key is unknown, one dial serves all waiters', async () => {
  const rig = new Rig();
  const line = Array.from({ length: 50 }, () => rig.acquire('a', undefined, true));
  expect(rig.pending()).toHaveLength(1);
  rig.pending()[0]?.succeed(20);
  await settle();
  expect(line.filter((outcome) => outcome.lease !== undefined)).toHaveLength(20);
  expect(rig.pending()).toHaveLength(2);
  for (const dial of rig.pending()) dial.succeed(20);
  await settle();
  expect(line.every((outcome) => outcome.lease !== undefined)).toBe(true);
  expect(rig.pool.stats()).toMatchObject({ opened: 3, limit: 0 });
});

test('when the first connection is not shared, all other waiters dial at once, also in later bursts', async () => {
  const rig = new Rig();
  const line = Array.from({ length: 50 }, () => rig.acquire('a', undefined, true));
  rig.pending()[0]?.succeed(1);
  await settle();
  expect(rig.pending()).toHaveLength(49);
  for (const dial of rig.pending()) dial.succeed(1);
  await settle();
  for (const { lease } of line) lease?.release(false);
  expect(rig.pool.stats()).toMatchObject({ idle: 0, active: 0, dialing: 0 });
  for (let count = 0; count < 50; count++) rig.acquire('a', undefined, true);
  expect(rig.pending()).toHaveLength(50);
});

test('when the first dial fails or takes long, all other waiters dial at once', async () => {
  const rig = new Rig();
  const line = Array.from({ length: 5 }, () => rig.acquire('a', undefined, true));
  rig.pending()[0]?.fail(new Error('refused'));
  await settle();
  expect(line.map((outcome) => outcome.error !== undefined)).toEqual([true, false, false, false, false]);
  expect(rig.pending('a')).toHaveLength(4);
  for (let count = 0; count < 5; count++) rig.acquire('b', undefined, true);
  rig.clock.advance(999);
  expect(rig.pending('b')).toHaveLength(1);
  rig.clock.advance(1);
  expect(rig.pending('b')).toHaveLength(5);
  expect(rig.clock.timers.size).toBe(0);
});

test('no waiter for the first dial leaves a timer behind', async () => {
  const rig = new Rig();
  const [, second] = [rig.acquire('a', undefined, true), rig.acquire('a', undefined, true)];
  second?.waiter.cancel(new Error('left'));
  rig.clock.advance(1_000);
  expect(rig.pending()).toHaveLength(1);
  rig.acquire('a', undefined, true);
  expect(rig.pending()).toHaveLength(1);
  rig.pool.destroy();
  rig.pending()[0]?.fail(new Error('aborted'));
  await settle();
  expect(rig.clock.timers.size).toBe(0);
});

test('an update of a retired connection serves no waiter', async () => {
  const rig = new Rig({ maxPerHost: 1 });
  const first = await rig.fresh('a', 2);
  const second = rig.pool.take('a');
  first.release(false);
  const waiting = rig.acquire();
  rig.pool.update(first.connection);
  await settle();
  expect(waiting.settled).toBe(false);
  second?.release(true);
  expect(first.connection.closedFor).toBe('discarded');
});

test('a connection that has reached maxRequests does not count as one with room', async () => {
  const rig = new Rig({ maxRequests: 1 });
  const [served, gone] = [rig.acquire(), rig.acquire()];
  const [first, second] = rig.pending();
  gone.waiter.cancel(new Error('left'));
  first?.succeed(10);
  await settle();
  expect(served.lease).toBeDefined();
  const late = second?.succeed(10);
  await settle();
  expect(rig.pool.take('a')?.connection).toBe(late);
});

test('with unlimited capacity one dial serves all waiters', async () => {
  const rig = new Rig();
  (await rig.fresh('a', Infinity)).release(false);
  const line = Array.from({ length: 50 }, () => rig.acquire());
  expect(rig.pending()).toHaveLength(1);
  rig.pending()[0]?.succeed(Infinity);
  await settle();
  expect(line.every((outcome) => outcome.lease !== undefined)).toBe(true);
});
