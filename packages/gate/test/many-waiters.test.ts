import { afterEach, expect, test, vi } from 'vitest';
import { Heap } from '../src/heap.ts';
import { List } from '../src/list.ts';
import { expectIdle, failure, rig, settle } from './rig.ts';

afterEach(() => vi.restoreAllMocks());

/** Operations on lists, heaps and timers per waiter, when so many queue up and are then cancelled at once. */
async function operations(waiters: number): Promise<number> {
  const made = rig({ maxPerHost: 1, maxQueue: Infinity });
  const controller = new AbortController();
  const calls = [failure(made.client.get('http://a.test/'))];
  await settle();
  const spies = [
    vi.spyOn(List.prototype, 'push'),
    vi.spyOn(List.prototype, 'remove'),
    vi.spyOn(Heap.prototype, 'set'),
    vi.spyOn(Heap.prototype, 'remove'),
    vi.spyOn(made.clock, 'setTimer'),
    vi.spyOn(made.clock, 'clearTimer'),
  ];
  for (let count = 0; count < waiters; count++) {
    calls.push(failure(made.client.get('http://a.test/', { signal: controller.signal })));
  }
  await settle();
  expect(made.stats().waiting).toBe(waiters);
  controller.abort(new Error('enough'));
  expect(made.stats().waiting).toBe(0);
  const total = spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
  vi.restoreAllMocks();
  made.transport.exchanges[0]?.fail(new Error('over'));
  await Promise.all(calls);
  expect(made.stats().abandoned).toBe(waiters);
  expectIdle(made);
  return total / waiters;
}

test('100,000 waiters cost no more each than 100 do', async () => {
  const few = await operations(100);
  const many = await operations(100_000);
  expect(many).toBeLessThanOrEqual(few);
}, 20_000);
