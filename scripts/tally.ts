// Counts the tests in the JSON report of Vitest.

/** The used part of the report. */
export interface VitestReport {
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/** Counts the tests of a report. If Vitest failed (`ok` is false), the count of failures is at least 1. */
export function tally(
  report: VitestReport,
  ok: boolean,
): { passed: number; failed: number; skipped: number } {
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const count = (status: string): number => tests.filter((test) => test.status === status).length;
  // A file that cannot be loaded, or whose hooks fail, contains no failed test.
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  const passed = count('passed');
  const failed = count('failed') + broken.length;
  return {
    passed,
    failed: ok ? failed : Math.max(failed, 1),
    skipped: tests.length - passed - count('failed'),
  };
}
