import { expect, test } from 'vitest';
import type { Lease } from '../../src/contract.ts';
import { Rig, settle, type FakeConnection } from '../support/rig.ts';

async function freshMany(rig: Rig, keys: readonly string[]): Promise<Lease<FakeConnection>[]> {
  const leases: Lease<FakeConnection>[] = [];
  for (const key of keys) leases.push(await rig.fresh(key));
  return leases;
}

test('maxPerHost bounds dialing, active and idle connections of a key together', async () => {
  const rig = new Rig({ maxPerHost: 2 });
  const lease = await rig.fresh();
  const second = rig.acquire();
  const third = rig.acquire();
  expect(rig.pending()).toHaveLength(1);
  const other = await rig.fresh('b');
  expect(other.connection.name).toMatch(/^b/);

  lease.release(false);
  expect(rig.pending()).toHaveLength(2);
  for (const dial of rig.pending()) dial.succeed();
  await settle();
  expect([second.lease, third.lease]).not.toContain(undefined);
  expect(rig.pool.stats().hosts['a']).toMatchObject({ peakOpen: 2, opened: 3, discarded: 1 });
});

test('maxDialing bounds the dials of a key under way, apart from its connections', async () => {
  const rig = new Rig({ maxDialing: 2 });
  const outcomes = Array.from({ length: 5 }, () => rig.acquire());
  for (const left of [2, 2, 2, 2, 1]) {
    expect(rig.pending()).toHaveLength(left);
    rig.pending()[0]?.succeed();
    await settle();
  }
  expect(outcomes.every((outcome) => outcome.lease !== undefined)).toBe(true);
  expect(rig.pool.stats()).toMatchObject({ opened: 5, active: 5 });
});

test('maxIdle closes the least recently used idle connection over all keys', async () => {
  const rig = new Rig({ maxIdle: 2 });
  const [a, b, c] = await freshMany(rig, ['a', 'b', 'c']);
  b?.release(true);
  a?.release(true);
  const again = rig.pool.take('b');
  again?.release(true);
  c?.release(true);
  expect(a?.connection.closedFor).toBe('evicted');
  expect(rig.pool.stats()).toMatchObject({ idle: 2, evicted: 1 });
  expect(rig.pool.take('b')).toBeDefined();
});

test('maxIdlePerHost closes the least recently used idle connection of that key', async () => {
  const rig = new Rig({ maxIdlePerHost: 1 });
  const [first, second] = await freshMany(rig, ['a', 'a']);
  first?.release(true);
  second?.release(true);
  expect(first?.connection.closedFor).toBe('limit');
  expect(rig.pool.take('a')?.connection).toBe(second?.connection);
});

test('maxIdlePerHost follows maxPerHost: a burst of 256 leaves 256 idle', async () => {
  const rig = new Rig({ maxIdle: 1000 });
  const leases = await freshMany(
    rig,
    Array.from({ length: 256 }, () => 'a'),
  );
  for (const lease of leases) lease.release(true);
  expect(rig.pool.stats()).toMatchObject({ idle: 256, limit: 0, evicted: 0 });
});

test('maxTotal closes the least recently used idle connection of another key to make room for a dial', async () => {
  const rig = new Rig({ maxTotal: 2 });
  const [a, b] = await freshMany(rig, ['a', 'b']);
  b?.release(true);
  a?.release(true);
  const outcome = rig.acquire('c');
  expect(b?.connection.closedFor).toBe('evicted');
  expect(a?.connection.closedFor).toBeUndefined();
  rig.pending()[0]?.succeed();
  await settle();
  expect(outcome.lease?.connection.name).toMatch(/^c/);
});

test('under maxTotal requests of all keys are admitted in order of arrival', async () => {
  const rig = new Rig({ maxTotal: 1 });
  const first = await rig.fresh('a');
  const order: string[] = [];
  const line = ['b', 'c', 'b', 'a', 'c'].map((key) => rig.acquire(key));
  first.release(true);
  for (let turn = 0; turn < line.length; turn++) {
    const outcome = line.find((candidate) => !candidate.settled);
    rig.pending()[0]?.succeed();
    await settle();
    const lease = outcome?.lease;
    if (lease === undefined) throw new Error(`turn ${turn}: not the oldest was served`);
    order.push(lease.connection.name);
    lease.release(true);
    await settle();
  }
  expect(order.map((name) => name[0])).toEqual(['b', 'c', 'b', 'a', 'c']);
});

test('a connection that becomes idle is closed at once when another key waits for maxTotal', async () => {
  const rig = new Rig({ maxTotal: 1 });
  const lease = await rig.fresh('a');
  const outcome = rig.acquire('b');
  expect(rig.pending()).toHaveLength(0);
  lease.release(true);
  expect(lease.connection.closedFor).toBe('evicted');
  expect(rig.pending()).toHaveLength(1);
  rig.pending()[0]?.succeed();
  await settle();
  expect(outcome.lease).toBeDefined();
});

test.each([1, 256])(
  'a key without connections comes before younger requests (maxPerHost %i)',
  async (maxPerHost) => {
    const rig = new Rig({ maxTotal: 1, maxPerHost });
    const lease = await rig.fresh('busy');
    const older = rig.acquire('busy');
    const starved = rig.acquire('starved');
    const younger = rig.acquire('busy');
    lease.release(true);
    await settle();
    expect(older.lease?.connection).toBe(lease.connection);
    older.lease?.release(true);
    expect(lease.connection.closedFor).toBe('evicted');
    rig.pending('starved')[0]?.succeed();
    await settle();
    expect(starved.lease).toBeDefined();
    expect(younger.settled).toBe(false);
  },
);

test('a key whose only connection never ends is overtaken a bounded number of times', async () => {
  const rig = new Rig({ maxTotal: 2 });
  const stuck = await rig.fresh('stuck');
  let lease = await rig.fresh('busy');
  const held = rig.acquire('stuck');
  let served = 0;
  while (rig.pending('stuck').length === 0 && served < 1000) {
    const next = rig.acquire('busy');
    lease.release(true);
    await settle();
    if (next.lease === undefined) break;
    lease = next.lease;
    served++;
  }
  expect(served).toBe(64);
  rig.pending('stuck')[0]?.succeed();
  await settle();
  expect(held.lease).toBeDefined();
  expect(stuck.connection.closedFor).toBeUndefined();
});

test('however often it was overtaken, a waiter takes the connection that its own key releases', async () => {
  const rig = new Rig({ maxTotal: 2 });
  const stuck = await rig.fresh('stuck');
  let lease = await rig.fresh('busy');
  const held = rig.acquire('stuck');
  for (let turn = 0; turn < 64; turn++) {
    const next = rig.acquire('busy');
    lease.release(true);
    await settle();
    lease = next.lease ?? lease;
  }
  stuck.release(true);
  await settle();
  expect(held.lease?.connection).toBe(stuck.connection);
});

test('an HTTP/2 connection that is never idle is closed for a key without connections', async () => {
  const rig = new Rig({ maxTotal: 1 });
  const first = await rig.fresh('shared', 10);
  const starved = rig.acquire('starved');
  expect(rig.pool.take('shared')).toBeUndefined();
  const late = rig.acquire('shared');
  expect(late.settled).toBe(false);
  first.release(true);
  expect(first.connection.closedFor).toBe('evicted');
  rig.pending('starved')[0]?.succeed();
  await settle();
  starved.lease?.release(true);
  rig.pending('shared')[0]?.succeed(10);
  await settle();
  expect(late.lease).toBeDefined();
});

test('one shared connection is retired at a time, and another when the first takes too long', async () => {
  const rig = new Rig({ maxTotal: 2 });
  const [x, y] = [await rig.fresh('x', 10), await rig.fresh('y', 10)];
  const held = rig.acquire('held');
  expect(rig.pool.take('x')).toBeUndefined();
  for (let turn = 0; turn < 64; turn++) rig.pool.take('y')?.release(true);
  expect(y.connection.closedFor).toBeUndefined();
  expect(rig.pool.stats().reused).toBe(64);
  expect(rig.pool.take('y')).toBeUndefined();
  y.release(true);
  expect(y.connection.closedFor).toBe('evicted');
  rig.pending('held')[0]?.succeed();
  await settle();
  expect(held.lease).toBeDefined();
  x.release(true);
  expect(x.connection.closedFor).toBe('evicted');
});

test('keepAlive: false gives every exchange its own connection', async () => {
  const rig = new Rig({ keepAlive: false });
  const lease = await rig.fresh();
  const waiting = rig.acquire();
  lease.release(true);
  expect(lease.connection.closedFor).toBe('limit');
  rig.pending()[0]?.succeed();
  await settle();
  expect(waiting.lease?.reused).toBe(false);
  waiting.lease?.release(true);
  expect(rig.pool.stats()).toMatchObject({ idle: 0, active: 0, reused: 0, limit: 2 });
});

test('keepAlive: false neither shares connections nor keeps one without a waiter', async () => {
  const rig = new Rig({ keepAlive: false });
  (await rig.fresh('a', 10)).release(true);
  const line = [rig.acquire(), rig.acquire()];
  expect(rig.pending()).toHaveLength(2);
  for (const outcome of line) outcome.waiter.cancel(new Error('left'));
  const late = rig.pending().map((dial) => dial.succeed(10));
  await settle();
  expect(late.map((connection) => connection.closedFor)).toEqual(['limit', 'limit']);
});

test('maxRequests bounds the exchanges of one connection, also concurrent ones', async () => {
  const rig = new Rig({ maxRequests: 3 });
  const first = await rig.fresh('a', 100);
  const second = rig.pool.take('a');
  const third = rig.pool.take('a');
  expect(rig.pool.take('a')).toBeUndefined();
  first.release(true);
  second?.release(true);
  expect(first.connection.closedFor).toBeUndefined();
  third?.release(true);
  expect(first.connection.closedFor).toBe('limit');
});
