import type { OriginProcess } from '@sluice/fixtures';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BUDGETS, findingsOf, type KindName } from '../src/guard/budgets.ts';
import { measureKind } from '../src/guard/measure.ts';
import type { OriginReady } from '../src/origin/origin.ts';
import { startOrigin } from '../src/run/origin.ts';

let origin: OriginProcess<OriginReady>;
beforeAll(async () => {
  origin = await startOrigin();
});
afterAll(() => origin.close());

test.each(Object.keys(BUDGETS) as KindName[])(
  'the cost of a call is within its budget: %s',
  async (name) => {
    const cost = await measureKind(name, origin);
    expect(findingsOf(name, cost)).toEqual([]);
    // A measurement that missed the calls would find nothing.
    expect(cost.allocated).toBeGreaterThan(BUDGETS[name].allocated / 2);
    expect(cost.promises).toBeGreaterThan(0);
    expect(cost.connections).toBe(BUDGETS[name].connections);
  },
  120_000,
);

test('the message names what exceeds a budget, with the figures', () => {
  const { GET } = BUDGETS;
  expect(findingsOf('GET', GET)).toEqual([]);
  expect(findingsOf('GET', { ...GET, allocated: GET.allocated * 1.09 })).toEqual([]);
  expect(
    findingsOf('GET', { allocated: GET.allocated * 2, kept: 960, promises: 99, timers: 98, connections: 97 }),
  ).toEqual([
    `GET: allocated ${GET.allocated * 2}, the budget in src/guard/budgets.ts is ${GET.allocated}`,
    `GET: kept 960, the budget in src/guard/budgets.ts is ${GET.kept}`,
    `GET: promises 99, the budget in src/guard/budgets.ts is ${GET.promises}`,
    `GET: timers 98, the budget in src/guard/budgets.ts is ${GET.timers}`,
    `GET: connections 97, the budget in src/guard/budgets.ts is ${GET.connections}`,
  ]);
});
