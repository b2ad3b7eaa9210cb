import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Dial } from '../../src/index.ts';
import { SHARED_DIAL_TIMEOUT } from '../../src/waiting/dial-sharing.ts';
import { FakeConnection, Rig, settle } from '../support/rig.ts';

test('a connection released after 20 ms serves a request whose dial takes 300 ms; the dial becomes idle', async () => {
  const rig = new Rig();
  const first = await rig.fresh();
  const second = rig.acquire();
  expect(rig.pending()).toHaveLength(1);

  rig.clock.advance(20);
  first.release(true);
  await settle();
  expect(second.at).toBe(20);
  expect(second.lease?.connection).toBe(first.connection);
  expect(second.lease?.reused).toBe(true);

  rig.clock.advance(280);
  const late = rig.pending()[0]?.succeed();
  await settle();
  expect(rig.pool.stats()).toMatchObject({
    idle: 1,
    active: 1,
    servedByReturn: 1,
    servedByDial: 1,
    opened: 2,
  });
  const third = rig.pool.take('a');
  expect(third?.connection).toBe(late);
  expect(third?.reused).toBe(true); // never used, but it was idle: the peer may have closed it
  expect(rig.pool.stats().reused).toBe(1);
});

test('a finished dial serves the oldest waiter, and its owner inherits the dial of that waiter', async () => {
  const rig = new Rig();
  const older = rig.acquire();
  const younger = rig.acquire();
  const [dialOfOlder, dialOfYounger] = rig.pending();

  const connection = dialOfYounger?.succeed();
  await settle();
  expect(older.lease?.connection).toBe(connection);
  expect(younger.settled).toBe(false);

  const error = new Error('refused');
  dialOfOlder?.fail(error);
  await settle();
  expect(younger.error).toBe(error);
  expect(rig.pool.stats()).toMatchObject({ dialFailures: 1, waiting: 0, dialing: 0, active: 1 });
});

test('a waiter relies on the dial of a waiter that was served, and starts its own if that dial fails', async () => {
  const rig = new Rig();
  const lease = await rig.fresh();
  const served = rig.acquire();
  lease.release(true);
  await settle();
  expect(served.lease).toBeDefined();

  const waiting = rig.acquire();
  expect(rig.pending()).toHaveLength(1);
  // One dial is not enough for two.
  const another = rig.acquire();
  expect(rig.pending()).toHaveLength(2);
  rig.pending()[0]?.fail(new Error('orphan'));
  await settle();
  expect(waiting.settled).toBe(false);
  expect(another.settled).toBe(false);
  expect(rig.pending()).toHaveLength(2);
  rig.pending()[0]?.succeed();
  await settle();
  expect(waiting.lease).toBeDefined();
});

test('a waiter relies on no dial whose request was cancelled, and on no dial after one has failed', async () => {
  const rig = new Rig();
  const gone = rig.acquire();
  gone.waiter.cancel(new Error('it took too long'));
  rig.acquire();
  expect(rig.pending()).toHaveLength(2);

  const other = new Rig();
  const leases = [await other.fresh(), await other.fresh()];
  const served = [other.acquire(), other.acquire()];
  for (const lease of leases) lease.release(true);
  await settle();
  expect(served.every(({ lease }) => lease !== undefined)).toBe(true);
  other.pending()[0]?.fail(new Error('refused'));
  await settle();
  other.acquire();
  expect(other.pending()).toHaveLength(2);
});

test('a waiter relies on the dial of another waiter for a second, and then starts its own', async () => {
  const rig = new Rig();
  const lease = await rig.fresh();
  const served = rig.acquire();
  lease.release(true);
  await settle();
  const waiting = rig.acquire();
  rig.clock.advance(SHARED_DIAL_TIMEOUT - 1);
  expect(rig.pending()).toHaveLength(1);
  rig.clock.advance(1);
  expect(rig.pending()).toHaveLength(2);
  // The first is not relied on any more: it may hang.
  rig.pending()[1]?.succeed();
  await settle();
  expect(waiting.lease).toBeDefined();
  rig.acquire();
  expect(rig.pending()).toHaveLength(2);
  expect(served.lease).toBeDefined();
});

test('callers with sequential calls never open more connections than their number', async () => {
  const times = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 4, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 12 }), times, times, async (callers, dials, exchanges) => {
      const rig = new Rig();
      const events: { at: number; run: () => void }[] = [];
      const after = (ms: number, run: () => void): void => void events.push({ at: rig.clock.time + ms, run });
      let dialed = 0;
      let calls = 0;
      const dial: Dial<FakeConnection> = () =>
        new Promise((resolve) => {
          const name = String(dialed++);
          after(dials[dialed % dials.length] ?? 0, () => resolve(new FakeConnection(name)));
        });
      const call = async (left: number): Promise<void> => {
        if (left === 0) return;
        const lease = rig.pool.take('a') ?? (await rig.pool.acquire('a', dial).promise);
        after(exchanges[calls++ % exchanges.length] ?? 0, () => {
          lease.release(true);
          void call(left - 1);
        });
      };
      for (let caller = 0; caller < callers; caller++) void call(6);
      await settle();
      while (events.length > 0) {
        events.sort((a, b) => a.at - b.at);
        const event = events.shift();
        rig.clock.advance((event?.at ?? 0) - rig.clock.time);
        event?.run();
        // oxlint-disable-next-line no-await-in-loop -- one event after the other
        await settle();
      }
      expect(calls).toBe(6 * callers);
      expect(rig.pool.stats()).toMatchObject({ active: 0, waiting: 0, dialing: 0 });
      expect(rig.pool.stats().opened).toBeLessThanOrEqual(callers);
    }),
    { numRuns: 150 },
  );
});

test('a dial whose owner was cancelled continues and serves another waiter', async () => {
  const rig = new Rig({ maxPerHost: 1 });
  const reason = new Error('caller left');
  const gone = rig.acquire();
  const waiting = rig.acquire();
  expect(gone.waiter.cancel(reason)).toBe(true);
  expect(gone.waiter.cancel(reason)).toBe(false);
  expect(rig.pending()).toHaveLength(1);
  expect(rig.pending()[0]?.signal.aborted).toBe(false);
  rig.pending()[0]?.succeed();
  await settle();
  expect(gone.error).toBe(reason);
  expect(waiting.lease).toBeDefined();
  expect(rig.pool.stats().cancelled).toBe(1);
});

test('if a dial without owner fails, the next waiter without a dial starts one', async () => {
  const rig = new Rig({ maxPerHost: 1 });
  const gone = rig.acquire();
  const waiting = rig.acquire();
  gone.waiter.cancel(new Error('left'));
  rig.pending()[0]?.fail(new Error('refused'));
  await settle();
  expect(waiting.settled).toBe(false);
  expect(rig.pending()).toHaveLength(1);
  rig.pending()[0]?.succeed();
  await settle();
  expect(waiting.lease?.reused).toBe(false);
});

test('a dial that throws rejects only its owner, even ten thousand times in a row', async () => {
  const rig = new Rig({ maxDialing: 1 });
  const error = new Error('no dialer');
  const outcomes = Array.from({ length: 10_000 }, () =>
    rig.acquire('a', () => {
      throw error;
    }),
  );
  await settle();
  expect(outcomes.every((outcome) => outcome.error === error)).toBe(true);
  expect(rig.pool.stats()).toMatchObject({ dialFailures: 10_000, dialing: 0, waiting: 0 });
});

test('a connection that died between its dial and its first use rejects the owner of the dial', async () => {
  const rig = new Rig();
  const outcome = rig.acquire();
  const connection = rig.pending()[0]?.succeed();
  if (connection) connection.usable = false;
  await settle();
  expect(outcome.error).toMatchObject({ code: 'ERR_SLUICE_CONNECTION_LOST', phase: 'connect' });
  expect(connection?.closedFor).toBe('unusable');
  expect(rig.pool.stats()).toMatchObject({ opened: 1, unusable: 1, dialFailures: 1, active: 0, idle: 0 });
});

test('waiters are served in order of arrival', async () => {
  const rig = new Rig({ maxPerHost: 1 });
  let lease = await rig.fresh();
  const line = Array.from({ length: 5 }, () => rig.acquire());
  for (const expected of line) {
    lease.release(true);
    await settle();
    expect(line.filter((outcome) => outcome.settled).at(-1)).toBe(expected);
    if (expected.lease === undefined) throw new Error('not served');
    lease = expected.lease;
  }
  expect(rig.pool.stats()).toMatchObject({ opened: 1, servedByReturn: 5, reused: 5 });
});

test('ten thousand waiters cancel in any order, and the others keep their order', async () => {
  const rig = new Rig({ maxPerHost: 1 });
  const lease = await rig.fresh();
  const line = Array.from({ length: 10_000 }, () => rig.acquire());
  const stay = line.filter((_, index) => index % 1000 === 7);
  const leave = line.filter((_, index) => index % 1000 !== 7);
  for (let index = leave.length - 1; index > 0; index--) {
    const other = (index * 7919) % (index + 1);
    const swap = leave[index];
    leave[index] = leave[other] as (typeof leave)[0];
    leave[other] = swap as (typeof leave)[0];
  }
  for (const outcome of leave) outcome.waiter.cancel(new Error('left'));
  expect(rig.pool.stats().waiting).toBe(10);
  let current = lease;
  for (const outcome of stay) {
    current.release(true);
    await settle();
    if (outcome.lease === undefined) throw new Error('not served');
    current = outcome.lease;
  }
});
