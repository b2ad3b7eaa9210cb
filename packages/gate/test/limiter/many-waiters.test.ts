import type { Clock, HttpRequest } from '@sluice/core';
import type { Interceptor } from '@sluice/core/internal';
import { Scope, type PluginParts } from '@sluice/core/plugin';
import { createVirtualClock } from '@sluice/fixtures';
import { expect, test } from 'vitest';
import { gate, type GateStats } from '../../src/index.ts';
import { Heap } from '../../src/collections/heap.ts';
import { LinkedList } from '../../src/collections/linked-list.ts';
import { settle } from '../support/rig.ts';

/** Counts the calls of some methods until it is disposed. */
function countCalls(targets: readonly (readonly [target: object, method: string])[]) {
  let count = 0;
  const restore = targets.map(([target, method]) => {
    const methods = target as Record<string, (...args: unknown[]) => unknown>;
    const original = methods[method] as (...args: unknown[]) => unknown;
    methods[method] = function (...args) {
      count++;
      return original.apply(this, args);
    };
    return () => (methods[method] = original);
  });
  return { total: () => count, [Symbol.dispose]: () => restore.forEach((undo) => undo()) };
}

/** A request as the gate sees it, without a client around it. */
function bareRequest(clock: Clock): HttpRequest {
  const attempt = Object.assign(new Scope(), {
    record: { timings: {} },
    call: { clock },
    context: undefined,
    now: () => clock.now(),
  });
  const pass = { priority: 0, weight: 1 };
  return {
    origin: 'http://a.test',
    attempt,
    call: { clock },
    options: { gate: pass },
  } as unknown as HttpRequest;
}

/** The number of list, heap and timer operations per waiter when all waiters queue and are then cancelled. */
async function operations(waiters: number): Promise<number> {
  const clock = createVirtualClock();
  const parts = gate({ maxPerHost: 1, maxQueue: Infinity }).setup({
    clock,
    baseUrl: undefined,
  }) as PluginParts;
  const interceptor = parts.interceptor as Interceptor;
  const { stats } = parts;
  const gateStats = stats as () => GateStats;
  const next = (): void => {};
  const errors: unknown[] = [];
  const handler = { onResponse: next, onError: (error: unknown) => errors.push(error) };
  const first = bareRequest(clock);
  interceptor(first, handler, next);
  const requests = Array.from({ length: waiters }, () => bareRequest(clock));
  using counted = countCalls([
    [LinkedList.prototype, 'push'],
    [LinkedList.prototype, 'remove'],
    [Heap.prototype, 'set'],
    [Heap.prototype, 'remove'],
    [clock, 'setTimer'],
    [clock, 'clearTimer'],
    [clock, 'now'],
  ]);
  for (const request of requests) interceptor(request, handler, next);
  expect(gateStats().waiting).toBe(waiters);
  // In scattered order: 7,919 is prime and divides neither number, so each request is aborted once.
  for (let step = 0; step < waiters; step++) requests[(step * 7_919) % waiters]?.attempt.abort('enough');
  expect(gateStats()).toMatchObject({ waiting: 0, abandoned: waiters });
  const total = counted.total();
  await settle();
  expect(errors).toHaveLength(waiters);
  expect(clock.pending()).toBe(0);
  first.attempt.end();
  await settle();
  expect(gateStats().running).toBe(0);
  return total / waiters;
}

test('each of 100,000 waiters costs no more than each of 100', async () => {
  const few = await operations(100);
  const many = await operations(100_000);
  expect(many).toBeLessThanOrEqual(few);
});
