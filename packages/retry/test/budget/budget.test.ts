import { AgentRegistry, ClosedError, OptionError } from '@sluice/core';
import { describe, expect, test } from 'vitest';
import { budgetOf, shareBudget, tokenBudget, type RetryBudget } from '../../src/index.ts';

const a = 'http://a.test';
const b = 'http://b.test';

/** The number of additional attempts granted in a row. */
function granted(budget: RetryBudget, url: string, now = 0): number {
  let count = 0;
  while (count < 10_000 && budget.take(url, 'throttle', now)) count++;
  return count;
}

describe('token bucket', () => {
  test('grants 100 attempts in a row, then none; each host has its own bucket', () => {
    const budget = tokenBudget();
    expect(granted(budget, a)).toBe(100);
    expect(granted(budget, b)).toBe(100);
    expect(budget.take(a, 'transient', 0)).toBe(false);
    expect(budget.stats()).toEqual({
      granted: 200,
      refused: 3,
      hosts: [
        { host: 'http://a.test', available: 0 },
        { host: 'http://b.test', available: 0 },
      ],
    });
  });

  test('five first successes pay for one retry; a successful retry returns its cost', () => {
    const budget = tokenBudget({ floor: 0 });
    granted(budget, a);
    for (let n = 0; n < 5; n++) budget.onSuccess(a, undefined, 0);
    expect(granted(budget, a)).toBe(1);
    budget.onSuccess(a, 'throttle', 0);
    expect(granted(budget, a)).toBe(1);
  });

  test('one attempt per second is earned back, up to the capacity, also when clocks go backwards', () => {
    const budget = tokenBudget();
    granted(budget, a, 1_000);
    expect(granted(budget, a, 1_999)).toBe(0);
    expect(granted(budget, a, 4_000)).toBe(3);
    expect(granted(budget, a, 0)).toBe(0);
    expect(granted(budget, a, 1_000_000)).toBe(100);
  });

  test('retries after transient failures can cost more', () => {
    const budget = tokenBudget({ tokens: 20, cost: 5, transientCost: 10, floor: 0 });
    expect([1, 2, 3].map(() => budget.take(a, 'transient', 0))).toEqual([true, true, false]);
    budget.onSuccess(a, 'transient', 0);
    expect([1, 2, 3].map(() => budget.take(a, 'throttle', 0))).toEqual([true, true, false]);
  });

  test('a full bucket is forgotten, and hosts are bounded', () => {
    const budget = tokenBudget({ floor: 0 });
    budget.take(a, 'throttle', 0);
    budget.onSuccess(a, 'throttle', 0);
    expect(budget.stats().hosts).toEqual([]);
    for (let n = 0; n < 1_500; n++) budget.take(`http://h${n}.test`, 'throttle', 0);
    expect(budget.stats().hosts).toHaveLength(100);
  });
});

describe('share of traffic', () => {
  test('grants a fifth of the calls in the window, plus the floor', () => {
    const budget = shareBudget({ ratio: 0.2, window: 10_000, floor: 1 });
    expect(granted(budget, a)).toBe(10);
    for (let n = 0; n < 100; n++) budget.onCall?.(a, 0);
    expect(granted(budget, a, 9_000)).toBe(20);
    expect(granted(budget, a, 9_999)).toBe(0);
  });

  test('calls older than the window do not count', () => {
    const budget = shareBudget({ ratio: 0.5, window: 1_000, floor: 0 });
    for (let n = 0; n < 10; n++) budget.onCall?.(a, 500);
    expect(granted(budget, a, 600)).toBe(5);
    expect(granted(budget, a, 1_499)).toBe(0);
    budget.onSuccess(a, undefined, 1_500);
    expect(granted(budget, a, 1_500)).toBe(0);
    for (let n = 0; n < 4; n++) budget.onCall?.(a, 1_700);
    expect(granted(budget, a, 1_700)).toBe(2);
    expect(granted(budget, a, 90_000)).toBe(0);
    expect(budget.stats()).toMatchObject({ granted: 7, hosts: [{ host: 'http://a.test', available: 0 }] });
  });
});

test('a registry has one budget', async () => {
  const registry = new AgentRegistry({});
  const budget = budgetOf(registry, { tokens: 5 });
  expect(budgetOf(registry)).toBe(budget);
  budget.take(a, 'throttle', 0);
  expect(registry.stats()).toEqual({
    'retry-budget': { granted: 1, refused: 0, hosts: [{ host: 'http://a.test', available: 0 }] },
  });
  await registry.close();
  expect(() => budgetOf(registry)).toThrow(ClosedError);
});

test.each([
  () => tokenBudget({ tokens: -1 }),
  () => tokenBudget({ cost: 0 }),
  () => tokenBudget({ floor: Number.NaN }),
  () => tokenBudget({ token: 5 } as object),
  () => shareBudget({ ratio: -0.1 }),
  () => shareBudget({ window: 0 }),
])('bad options are refused: %s', (make) => {
  expect(make).toThrow(OptionError);
});
