import { expect, test } from 'vitest';
import { Rig, settle } from '../support/rig.ts';

test('the most recently used connection is taken first', async () => {
  const rig = new Rig();
  const leases = [await rig.fresh(), await rig.fresh(), await rig.fresh()];
  for (const lease of leases) lease.release(true);
  expect(rig.pool.take('a')?.connection).toBe(leases[2]?.connection);
  expect(rig.pool.take('a')?.connection).toBe(leases[1]?.connection);
  expect(rig.pool.take('b')).toBeUndefined();
});

test('an idle connection is closed after idleTimeout, by one timer that does not hold the process', async () => {
  const rig = new Rig({ idleTimeout: 1000 });
  const [first, second] = [await rig.fresh('a'), await rig.fresh('b')];
  expect(rig.clock.timers.size).toBe(0);
  first.release(true);
  rig.clock.advance(400);
  second.release(true);
  expect([...rig.clock.timers]).toMatchObject([{ at: 1000, unref: true }]);
  rig.clock.advance(600);
  expect(first.connection.closedFor).toBe('expired');
  expect(second.connection.closedFor).toBeUndefined();
  rig.clock.advance(400);
  expect(second.connection.closedFor).toBe('expired');
  expect(rig.clock.timers.size).toBe(0);
  expect(rig.pool.stats()).toMatchObject({ idle: 0, expired: 2 });
});

test('the timer stays set while connections become idle and are leased, and is not set again without need', async () => {
  const rig = new Rig({ idleTimeout: 1000 });
  let lease = await rig.fresh();
  lease.release(true);
  const [timer] = rig.clock.timers;
  for (let turn = 0; turn < 9; turn++) {
    rig.clock.advance(100);
    lease = rig.pool.take('a') ?? lease;
    lease.release(true);
  }
  expect([...rig.clock.timers]).toEqual([timer]);
  const active = rig.pool.take('a');
  rig.clock.advance(1000);
  expect(rig.clock.timers.size).toBe(0);
  active?.release(true);
  expect(rig.clock.timers.size).toBe(1);
});

test('many deadlines close together cost few sweeps', async () => {
  const rig = new Rig({ idleTimeout: 1000 });
  const leases = [];
  for (let index = 0; index < 90; index++) leases.push(await rig.fresh());
  for (const lease of leases) {
    lease.release(true);
    rig.clock.advance(1);
  }
  let sweeps = 0;
  const setTimer = rig.clock.setTimer.bind(rig.clock);
  rig.clock.setTimer = (ms, callback, unref) => {
    sweeps++;
    return setTimer(ms, callback, unref);
  };
  rig.clock.advance(2000);
  expect(rig.pool.stats().expired).toBe(90);
  expect(sweeps).toBe(1);
});

test('an earlier deadline moves the timer forward', async () => {
  const rig = new Rig({ idleTimeout: 10_000 });
  const [long, short] = [await rig.fresh(), await rig.fresh()];
  long.release(true);
  short.connection.idleLimit = 50;
  short.release(true);
  expect([...rig.clock.timers]).toMatchObject([{ at: 50 }]);
  rig.clock.advance(50);
  expect(short.connection.closedFor).toBe('expired');
  expect(long.connection.closedFor).toBeUndefined();
});

test('a connection whose deadline has come is not taken, even before the sweep', async () => {
  const rig = new Rig({ idleTimeout: 1000 });
  const lease = await rig.fresh();
  lease.release(true);
  rig.clock.time += 1000;
  expect(rig.pool.take('a')).toBeUndefined();
  expect(lease.connection.closedFor).toBe('expired');
});

test('after the machine slept, connections that are stale by the wall clock are not reused', async () => {
  const rig = new Rig({ idleTimeout: 90_000 });
  const lease = await rig.fresh();
  lease.release(true);
  rig.clock.sleep(60_000);
  rig.pool.take('a')?.release(true);
  expect(lease.connection.closedFor).toBeUndefined();
  rig.clock.sleep(90_000);
  expect(rig.pool.take('a')).toBeUndefined();
  expect(lease.connection.closedFor).toBe('expired');
});

test('a wall clock that is set back does no harm', async () => {
  const rig = new Rig({ idleTimeout: 1000 });
  const lease = await rig.fresh();
  lease.release(true);
  rig.clock.sleep(-3_600_000);
  rig.clock.advance(999);
  expect(rig.pool.take('a')?.connection).toBe(lease.connection);
});

test("the peer's keep-alive hint shortens the idle time, and 0 keeps nothing", async () => {
  const rig = new Rig({ idleTimeout: 15_000 });
  const lease = await rig.fresh();
  lease.connection.idleLimit = 7000;
  lease.release(true);
  rig.clock.advance(6999);
  const again = rig.pool.take('a');
  expect(again?.connection).toBe(lease.connection);
  lease.connection.idleLimit = 0;
  again?.release(true);
  expect(lease.connection.closedFor).toBe('limit');
});

test('idleTimeout: 0 serves waiters, but keeps no connection', async () => {
  const rig = new Rig({ idleTimeout: 0, maxPerHost: 1 });
  const lease = await rig.fresh();
  const waiting = rig.acquire();
  lease.release(true);
  await settle();
  expect(waiting.lease?.connection).toBe(lease.connection);
  waiting.lease?.release(true);
  expect(lease.connection.closedFor).toBe('limit');
  expect(rig.clock.timers.size).toBe(0);
});

test('idleTimeout: Infinity needs no timer', async () => {
  const rig = new Rig({ idleTimeout: Infinity });
  const lease = await rig.fresh();
  lease.release(true);
  rig.clock.advance(1e9);
  expect(rig.clock.timers.size).toBe(0);
  expect(rig.pool.take('a')?.connection).toBe(lease.connection);
});

test('P23: maxAge ends a connection when idle, when leased, when released and when shared', async () => {
  const rig = new Rig({ maxAge: 1000 });
  const idle = await rig.fresh('idle');
  const back = await rig.fresh('back');
  const shared = await rig.fresh('shared', 10);
  const late = await rig.fresh('late');
  rig.clock.advance(900);
  idle.release(true);
  rig.clock.advance(100);
  expect(idle.connection.closedFor).toBe('expired');
  const waiting = rig.acquire('back');
  back.release(true);
  expect(back.connection.closedFor).toBe('expired');
  expect(waiting.settled).toBe(false);
  late.release(true);
  expect(late.connection.closedFor).toBe('expired');
  expect(rig.pool.take('shared')).toBeUndefined();
  expect(shared.connection.closedFor).toBeUndefined();
  shared.release(true);
  expect(shared.connection.closedFor).toBe('expired');
});

test('a dead connection is closed and the next one leased', async () => {
  const rig = new Rig();
  const [first, second] = [await rig.fresh(), await rig.fresh()];
  first.release(true);
  second.release(true);
  second.connection.usable = false;
  expect(rig.pool.take('a')?.connection).toBe(first.connection);
  expect(second.connection.closedFor).toBe('unusable');
});

test('isUsable() may report the connection as closed by the peer', async () => {
  const rig = new Rig();
  const lease = await rig.fresh();
  lease.release(true);
  lease.connection.isUsable = () => {
    rig.pool.remove(lease.connection);
    return false;
  };
  expect(rig.pool.take('a')).toBeUndefined();
  expect(lease.connection.closedFor).toBeUndefined();
  expect(rig.pool.stats()).toMatchObject({ closedByPeer: 1, unusable: 0, idle: 0 });
});

test('a dead connection that is released does not serve waiters', async () => {
  const rig = new Rig({ maxPerHost: 1 });
  const lease = await rig.fresh();
  const waiting = rig.acquire();
  lease.connection.usable = false;
  lease.release(true);
  expect(lease.connection.closedFor).toBe('unusable');
  rig.pending()[0]?.succeed();
  await settle();
  expect(waiting.lease).toBeDefined();
});

test('leasing a single idle connection costs the same for any maxIdle', async () => {
  const rig = new Rig({ maxIdle: 1_000_000 });
  (await rig.fresh()).release(true);
  // lru-cache clears its whole list when it becomes empty: ten thousand rounds would take minutes.
  for (let turn = 0; turn < 10_000; turn++) rig.pool.take('a')?.release(true);
  expect(rig.pool.stats().reused).toBe(10_000);
});
