import { expect, test } from 'vitest';
import type { Lease } from '../src/contract.ts';
import { ConnectionPool } from '../src/pool.ts';
import { FakeClock } from './support/fake-clock.ts';
import { FakeConnection } from './support/rig.ts';

/** A small seeded random generator (mulberry32). */
function draws(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Waits for this many turns of the microtask queue. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) {
    // oxlint-disable-next-line no-await-in-loop -- one turn after the other
    await Promise.resolve();
  }
}

const KEYS = ['a', 'b', 'c'];

/** One interleaving of leases, waits and releases with evictions, closes by the peer, and the close of the pool. */
async function race(seed: number): Promise<void> {
  const draw = draws(seed);
  const clock = new FakeClock();
  const limits = { maxIdle: 1 + draw(2), maxPerHost: 2, maxTotal: 3, idleTimeout: 50 };
  const pool = new ConnectionPool<FakeConnection>(limits, clock);
  const open = new Set<FakeConnection>();
  const users = new Map<FakeConnection, Lease<FakeConnection>>();
  let closed = false;
  const fault = (what: string): never => {
    throw new Error(`seed ${seed}: ${what}`);
  };
  const lent = (lease: Lease<FakeConnection>): void => {
    if (users.has(lease.connection)) fault('one connection, two users');
    // A waiter served in the same turn as the close of the pool learns of the close by using the connection.
    if (!closed && !open.has(lease.connection)) fault('a connection that was closed');
    users.set(lease.connection, lease);
  };
  const dial = (): Promise<FakeConnection> => {
    const connection = new FakeConnection(`#${seed}`);
    open.add(connection);
    connection.onClose = () => {
      open.delete(connection);
      if (users.has(connection) && !closed) fault('closed while in use');
    };
    return Promise.resolve(connection);
  };
  const settled: Promise<unknown>[] = [];
  for (let step = 0; step < 24; step++) {
    const key = KEYS[draw(KEYS.length)] as string;
    const some = [...users.values()];
    const what = draw(9);
    if (what < 2) {
      const lease = pool.take(key);
      if (lease !== undefined) lent(lease);
    } else if (what < 5) {
      const waiter = pool.acquire(key, dial);
      settled.push(waiter.promise.then(lent, () => undefined));
      if (draw(4) === 0) waiter.cancel('left');
    } else if (what < 7 && some.length > 0) {
      const lease = some[draw(some.length)] as Lease<FakeConnection>;
      users.delete(lease.connection);
      lease.release(draw(5) > 0);
    } else if (what === 7) {
      clock.advance(draw(60));
    } else {
      // Lets a served waiter see its lease before the peer closes.
      // oxlint-disable-next-line no-await-in-loop -- as below
      await turns(20);
      const connection = [...open][draw(Math.max(1, open.size))];
      if (connection !== undefined && !users.has(connection)) {
        connection.usable = false;
        open.delete(connection);
        pool.remove(connection);
      }
    }
    // oxlint-disable-next-line no-await-in-loop -- now and then promises run in between
    if (draw(3) === 0) await turns(1);
  }
  const ending = draw(2);
  closed = true;
  if (ending === 0) pool.destroy();
  const closing = pool.close();
  for (const lease of users.values()) lease.release(true);
  users.clear();
  await Promise.all(settled);
  for (const lease of users.values()) lease.release(true);
  await closing;
  const { idle, active, dialing, waiting } = pool.stats();
  if (idle + active + dialing + waiting > 0) fault('something is left');
  if (open.size > 0) fault('a connection left open');
  if (clock.timers.size > 0) fault('a timer is left');
}

test(
  'P29: in 10,000 interleavings no place is lost and no connection carries two exchanges',
  { timeout: 60_000 },
  async () => {
    for (let seed = 1; seed <= 10_000; seed++) {
      // oxlint-disable-next-line no-await-in-loop -- each on its own, so that a seed tells all
      await race(seed);
    }
    expect.assertions(0);
  },
);
