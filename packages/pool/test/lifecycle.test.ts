import { expect, test } from 'vitest';
import { Rig, settle } from './support/rig.ts';

test('a lease settles once: later releases change nothing', async () => {
  const rig = new Rig();
  const lease = await rig.fresh();
  lease.release(true);
  lease.release(false);
  expect(rig.pool.stats()).toMatchObject({ idle: 1, active: 0 });
  const next = rig.pool.take('a');
  lease.release(true);
  expect(rig.pool.stats()).toMatchObject({ idle: 0, active: 1 });
  expect(rig.pool.take('a')).toBeUndefined();
  next?.release(true);
});

test('acquire takes an idle connection without a dial', async () => {
  const rig = new Rig();
  (await rig.fresh()).release(true);
  const outcome = rig.acquire();
  expect(outcome.waiter.cancel(new Error('too late'))).toBe(false);
  await settle();
  expect(outcome.lease?.reused).toBe(true);
  expect(rig.dials).toHaveLength(1);
});

test('cancelling a served waiter does not take its lease', async () => {
  const rig = new Rig({ maxPerHost: 1 });
  const lease = await rig.fresh();
  const outcome = rig.acquire();
  lease.release(true);
  expect(outcome.waiter.cancel(new Error('too late'))).toBe(false);
  await settle();
  outcome.lease?.release(true);
  expect(rig.pool.stats()).toMatchObject({ idle: 1, active: 0, cancelled: 0 });
});

test('a connection that the peer closed is removed at once, idle or active, and its lease is released without effect', async () => {
  const rig = new Rig({ maxPerHost: 1 });
  const lease = await rig.fresh();
  const waiting = rig.acquire();
  rig.pool.remove(lease.connection);
  expect(rig.pending()).toHaveLength(1);
  lease.release(true);
  rig.pending()[0]?.succeed();
  await settle();
  waiting.lease?.release(true);
  if (waiting.lease) rig.pool.remove(waiting.lease.connection);
  rig.pool.remove(lease.connection);
  expect(rig.pool.take('a')).toBeUndefined();
  expect(lease.connection.closedFor).toBeUndefined();
  expect(rig.pool.stats()).toMatchObject({ closedByPeer: 2, idle: 0, active: 0 });
  expect(rig.clock.timers.size).toBe(0);
});

test('close lets active exchanges end, and nothing else', async () => {
  const rig = new Rig({ maxPerHost: 2 });
  const [idle, active] = [await rig.fresh('idle'), await rig.fresh()];
  idle.release(true);
  const waiting = [rig.acquire(), rig.acquire()];
  const dial = rig.pending()[0];
  let closed = false;
  const closing = rig.pool.close().then(() => (closed = true));
  expect(idle.connection.closedFor).toBe('closed');
  expect(dial?.signal.aborted).toBe(true);
  expect(dial?.signal.reason).toMatchObject({ code: 'ERR_SLUICE_CLOSED' });
  await settle();
  for (const outcome of waiting) expect(outcome.error).toMatchObject({ code: 'ERR_SLUICE_CLOSED' });
  expect(waiting[0]?.error).not.toBe(waiting[1]?.error);
  dial?.fail(dial.signal.reason);
  await settle();
  expect(closed).toBe(false);
  active.release(true);
  expect(active.connection.closedFor).toBe('closed');
  await closing;
  expect(rig.clock.timers.size).toBe(0);
  expect(rig.pool.stats()).toMatchObject({ idle: 0, active: 0, dialing: 0, waiting: 0, closed: 2 });
});

test('a closed pool leases and dials nothing', async () => {
  const rig = new Rig();
  await rig.pool.close();
  await rig.pool.close();
  await rig.pool[Symbol.asyncDispose]();
  expect(rig.pool.take('a')).toBeUndefined();
  const outcome = rig.acquire();
  await settle();
  expect(outcome.error).toMatchObject({ name: 'ClosedError', code: 'ERR_SLUICE_CLOSED' });
  expect(rig.dials).toHaveLength(0);
});

test('a dial that succeeds after the pool closed is closed too, and close waits for it', async () => {
  const rig = new Rig();
  rig.acquire();
  let closed = false;
  void rig.pool.close().then(() => (closed = true));
  await settle();
  expect(closed).toBe(false);
  const connection = rig.pending()[0]?.succeed();
  await settle();
  expect(connection?.closedFor).toBe('closed');
  expect(closed).toBe(true);
});

test('destroy closes everything now, with its reason', async () => {
  const rig = new Rig({ maxPerHost: 2 });
  const active = await rig.fresh();
  const waiting = [rig.acquire(), rig.acquire()];
  const reason = new Error('shutting down');
  rig.pool.destroy(reason);
  await settle();
  expect(active.connection.closedFor).toBe('closed');
  const ofReason = expect.objectContaining({ code: 'ERR_SLUICE_CLOSED', cause: reason });
  expect(rig.pending()[0]?.signal.reason).toEqual(ofReason);
  expect(waiting.map((outcome) => outcome.error)).toEqual([ofReason, ofReason]);
  // Each has its own, which names its call.
  expect(waiting[0]?.error).not.toBe(waiting[1]?.error);
  active.release(true);
  rig.pending()[0]?.fail(reason);
  await settle();
  await rig.pool.close();
});

test('destroy after close closes active connections too', async () => {
  const rig = new Rig();
  const active = await rig.fresh();
  const closing = rig.pool.close();
  rig.pool.destroy();
  expect(active.connection.closedFor).toBe('closed');
  await closing;
});

test('V13: a hundred connections closed in one turn, each of which reports its own close', async () => {
  const rig = new Rig({ maxIdle: 100 });
  const leases = [];
  for (let index = 0; index < 100; index++) leases.push(await rig.fresh(`host-${index % 7}`));
  for (const lease of leases) {
    lease.connection.onClose = () => {
      rig.pool.remove(lease.connection);
      lease.release(true);
      rig.pool.take('host-1')?.release(true);
    };
    lease.release(true);
  }
  rig.pool.destroy();
  expect(leases.every((lease) => lease.connection.closedFor === 'closed')).toBe(true);
  expect(rig.pool.stats()).toMatchObject({ idle: 0, active: 0, closedByPeer: 0, closed: 100 });
});

test('a connection whose close throws does not break the pool', async () => {
  const rig = new Rig({ maxPerHost: 1 });
  const caught = new Promise<unknown>((resolve) => {
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.once('uncaughtException', (error) => {
      for (const listener of others) process.on('uncaughtException', listener);
      resolve(error);
    });
  });
  const fault = new Error('bad connection');
  const lease = await rig.fresh();
  lease.connection.onClose = () => {
    throw fault;
  };
  const waiting = rig.acquire();
  lease.release(false);
  expect(await caught).toBe(fault);
  rig.pending()[0]?.succeed();
  await settle();
  expect(waiting.lease).toBeDefined();
});
