import { expect, test } from 'vitest';
import { processHolders } from '../../src/index.ts';
import { Rig, settle, type FakeDial } from '../support/rig.ts';

/** The only dial under way. */
function onlyDial(rig: Rig): FakeDial {
  const [dial, ...more] = rig.pending();
  expect(more).toEqual([]);
  return dial as FakeDial;
}

test('a dial is abandoned when no request has waited for its key for 250 ms', async () => {
  const rig = new Rig();
  const outcomes = [rig.acquire(), rig.acquire(), rig.acquire('b')];
  const [first, second, other] = rig.pending();
  outcomes[0]?.waiter.cancel(new Error('left'));
  rig.clock.advance(1_000);
  expect(first?.abandoned.aborted).toBe(false); // it may serve the other request
  outcomes[1]?.waiter.cancel(new Error('left'));
  rig.clock.advance(249);
  expect(first?.abandoned.aborted).toBe(false);
  rig.clock.advance(1);
  expect([first, second, other].map((dial) => dial?.abandoned.aborted)).toEqual([true, true, false]);
  expect(first?.abandoned.reason).toMatchObject({ name: 'AbortError' });
  expect(first?.signal.aborted).toBe(false);
});

test('a request that comes within that time keeps the dial', async () => {
  const rig = new Rig({ maxPerHost: 1 });
  rig.acquire().waiter.cancel(new Error('left'));
  rig.clock.advance(200);
  const next = rig.acquire();
  rig.clock.advance(10_000);
  const dial = onlyDial(rig);
  expect(dial.abandoned.aborted).toBe(false);
  dial.succeed();
  await settle();
  expect(next.lease).toBeDefined();
  expect(rig.clock.timers.size).toBe(0);
});

test('a dial that gives up is not a failure, and its place goes to the next request', async () => {
  const rig = new Rig({ maxPerHost: 1 });
  rig.acquire().waiter.cancel(new Error('left'));
  rig.clock.advance(250);
  const dial = onlyDial(rig);
  const next = rig.acquire();
  dial.fail(dial.abandoned.reason);
  await settle();
  expect(next.settled).toBe(false);
  onlyDial(rig).succeed();
  await settle();
  expect(next.lease).toBeDefined();
  expect(rig.pool.stats()).toMatchObject({ dialFailures: 0, opened: 1, dialing: 0 });
});

test('a dial that gives up leaves no trace of its key', async () => {
  const rig = new Rig();
  rig.acquire().waiter.cancel(new Error('left'));
  rig.clock.advance(250);
  const dial = onlyDial(rig);
  dial.fail(dial.abandoned.reason);
  await settle();
  await rig.pool.close();
  expect(rig.clock.timers.size).toBe(0);
  expect(rig.pool.stats()).toMatchObject({ dialFailures: 0, cancelled: 1, dialing: 0, waiting: 0 });
});

test('an abandoned dial that continues ends as an idle connection or as a failure', async () => {
  const rig = new Rig();
  rig.acquire().waiter.cancel(new Error('left'));
  rig.acquire().waiter.cancel(new Error('left'));
  rig.clock.advance(10_000);
  const [one, other] = rig.pending();
  const connection = one?.succeed();
  other?.fail(new Error('refused'));
  await settle();
  expect(rig.pool.take('a')?.connection).toBe(connection);
  expect(rig.pool.stats()).toMatchObject({ dialFailures: 1, opened: 1 });
});

test('waiting requests keep the process alive, and dials do not', async () => {
  const rig = new Rig({ maxPerHost: 2 });
  const before = processHolders();
  const outcomes = [rig.acquire(), rig.acquire(), rig.acquire()];
  expect(processHolders()).toBe(before + 3);
  rig.pending()[0]?.succeed();
  await settle();
  expect(processHolders()).toBe(before + 2);
  outcomes[1]?.waiter.cancel(new Error('left'));
  outcomes[1]?.waiter.cancel(new Error('left twice'));
  expect(processHolders()).toBe(before + 1);
  expect(rig.pending()).toHaveLength(1);
  const closing = rig.pool.close();
  expect(processHolders()).toBe(before);
  rig.acquire();
  expect(processHolders()).toBe(before);
  await settle();
  outcomes[0]?.lease?.release(true);
  rig.pending()[0]?.fail(new Error('closed'));
  await closing;
});
