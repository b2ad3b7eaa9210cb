import { expect, test } from 'vitest';
import { Rig, settle } from './support/rig.ts';

test('empty keys beyond the last thousand are forgotten; totals stay exact', async () => {
  const rig = new Rig({ maxIdle: 0 });
  for (let index = 0; index < 1500; index++) {
    const outcome = rig.acquire(`host-${index}`);
    rig.pending()[0]?.succeed();
    await outcome.waiter.promise.then((lease) => lease.release(true));
  }
  const stats = rig.pool.stats();
  expect(Object.keys(stats.hosts)).toHaveLength(1000);
  expect(Object.hasOwn(stats.hosts, 'host-0')).toBe(false);
  expect(stats.hosts['host-1499']).toMatchObject({ opened: 1, limit: 1, idle: 0 });
  expect(stats).toMatchObject({
    opened: 1500,
    limit: 1500,
    servedByDial: 1500,
    idle: 0,
    active: 0,
    peakOpen: 1,
  });
});

test('a key that comes back continues its counters', async () => {
  const rig = new Rig();
  (await rig.fresh()).release(false);
  (await rig.fresh()).release(false);
  expect(rig.pool.stats().hosts['a']).toMatchObject({ opened: 2, discarded: 2, active: 0 });
  expect(rig.pool.stats()).toMatchObject({ opened: 2, discarded: 2 });
});

test('totals stay exact when a key comes back while a thousand others come and go', async () => {
  const rig = new Rig({ maxIdle: 0 });
  const visit = async (key: string): Promise<void> => (await rig.fresh(key)).release(true);
  await visit('back');
  const lease = await rig.fresh('back');
  for (let index = 0; index < 1200; index++) await visit(`host-${index}`);
  expect(rig.pool.stats()).toMatchObject({ opened: 1202, limit: 1201, active: 1 });
  expect(rig.pool.stats().hosts['back']).toMatchObject({ opened: 2, active: 1 });
  lease.release(true);
  expect(rig.pool.stats()).toMatchObject({ opened: 1202, limit: 1202, active: 0 });
  for (let index = 0; index < 1000; index++) await visit(`host-${index}`);
  expect(Object.hasOwn(rig.pool.stats().hosts, 'back')).toBe(false);
  expect(rig.pool.stats()).toMatchObject({ opened: 2202, limit: 2202 });
});

test('replays count for their key, and in the totals when the key is forgotten', async () => {
  const rig = new Rig();
  (await rig.fresh('a')).release(true);
  rig.pool.countReplay('a');
  rig.pool.countReplay('a');
  (await rig.fresh('b')).release(false);
  rig.pool.countReplay('b');
  rig.pool.countReplay('never heard of');
  expect(rig.pool.stats()).toMatchObject({ replayed: 4, opened: 2 });
  expect(rig.pool.stats().hosts['a']).toMatchObject({ replayed: 2 });
  expect(rig.pool.stats().hosts['b']).toMatchObject({ replayed: 1 });
});

test('totals are the sum of the keys, and peakOpen is the peak of the whole pool', async () => {
  const rig = new Rig();
  const a = await rig.fresh('a');
  a.release(false);
  const [b1, b2] = [await rig.fresh('b'), await rig.fresh('b')];
  b1.release(true);
  const waiting = rig.acquire('c');
  const stats = rig.pool.stats();
  expect(stats).toMatchObject({ opened: 3, idle: 1, active: 1, dialing: 1, waiting: 1, peakOpen: 2 });
  expect(stats.hosts['b']).toMatchObject({ opened: 2, idle: 1, active: 1, peakOpen: 2 });
  expect(stats.hosts['c']).toMatchObject({ dialing: 1, waiting: 1, opened: 0 });
  waiting.waiter.cancel(new Error('left'));
  await settle();
  b2.release(true);
});

test('keys named like object properties are ordinary keys', async () => {
  const rig = new Rig();
  (await rig.fresh('__proto__')).release(true);
  expect(rig.pool.take('__proto__')).toBeDefined();
  expect(rig.pool.take('constructor')).toBeUndefined();
  expect(rig.pool.stats().hosts['__proto__']).toMatchObject({ opened: 1, reused: 1 });
});

test('a key whose only waiter was cancelled before its dial is forgotten, also under maxTotal', async () => {
  const rig = new Rig({ maxTotal: 1 });
  const lease = await rig.fresh('busy');
  const outcomes = Array.from({ length: 1500 }, (_, index) => rig.acquire(`host-${index}`));
  for (const outcome of outcomes) outcome.waiter.cancel(new Error('left'));
  lease.release(true);
  expect(lease.connection.closedFor).toBeUndefined();
  expect(rig.pool.stats()).toMatchObject({ idle: 1, waiting: 0, cancelled: 1500 });
  expect(Object.keys(rig.pool.stats().hosts)).toHaveLength(1001);
});
