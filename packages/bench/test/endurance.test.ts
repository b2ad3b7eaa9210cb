import { expect, test } from 'vitest';
import { findingsOf, IN_FLIGHT, endure, type EnduranceReport } from '../src/alone/endurance.ts';

test.each([false, true])(
  'many calls with every feature on release all they hold and open no needless connection, TLS: %s',
  async (tls) => {
    const report = await endure({ calls: 5_000, tls });
    expect(report.steps.map(({ calls }) => calls)).toEqual(
      Array.from({ length: 10 }, (_, step) => 500 * (step + 1)),
    );
    expect(report.answered + report.aborted).toBe(5_000);
    expect(report.aborted).toBe(10);
    // The heap of so few calls is still warming up.
    expect(findingsOf({ ...report, growth: 0 })).toEqual([]);
  },
  // Thousands of calls, on a machine that runs other programs.
  180_000,
);

test('a growing heap, a connection too many and kept resources are findings', () => {
  const step = { calls: 10, heap: 20, rss: 100, opened: IN_FLIGHT + 3, open: IN_FLIGHT };
  const report: EnduranceReport = {
    steps: [step],
    ms: 1,
    answered: 8,
    aborted: 2,
    queued: 0,
    growth: 4,
    left: ['1 slots taken'],
  };
  expect(findingsOf(report)).toEqual([
    'NOT RELEASED: 1 slots taken',
    'THE HEAP GREW by more than 3 MB',
    'TOO MANY CONNECTIONS: 53 for 50 callers and 2 aborted calls',
  ]);
  expect(findingsOf({ ...report, aborted: 3, growth: 3, left: [] })).toEqual([]);
});
