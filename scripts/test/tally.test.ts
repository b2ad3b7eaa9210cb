// Tests of the count of tests.
import { expect, test } from 'vitest';
import { tally } from '../tally.ts';

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((one) => ({ status: one })),
});

test('counts passed, failed and skipped tests', () => {
  const report = {
    testResults: [file('passed', 'passed', 'skipped'), file('failed', 'passed', 'failed', 'todo')],
  };
  expect(tally(report, false)).toEqual({ passed: 2, failed: 1, skipped: 2 });
});

test('counts a file that cannot be loaded as a failure', () => {
  expect(tally({ testResults: [file('passed', 'passed'), file('failed')] }, false)).toMatchObject({
    failed: 1,
  });
});

test('counts an error outside of tests as a failure', () => {
  expect(tally({ testResults: [file('passed', 'passed')] }, false)).toMatchObject({ passed: 1, failed: 1 });
});
