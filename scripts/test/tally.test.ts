import { expect, test } from 'vitest';
import { tally } from '../tally.ts';

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((one) => ({ status: one })),
});

test('counts what passed, failed and was skipped', () => {
  const report = {
    testResults: [file('passed', 'passed', 'skipped'), file('failed', 'passed', 'failed', 'todo')],
  };
  expect(tally(report, false)).toEqual({ passed: 2, failed: 1, skipped: 2 });
});

test('counts a file that could not be loaded as a failure', () => {
  expect(tally({ testResults: [file('passed', 'passed'), file('failed')] }, false)).toMatchObject({
    failed: 1,
  });
});

test('an error outside of any test is a failure too', () => {
  expect(tally({ testResults: [file('passed', 'passed')] }, false)).toMatchObject({ passed: 1, failed: 1 });
});
