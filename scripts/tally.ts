// Counts the tests in Vitest's json report.

/** The part of the report that is used here. */
export interface VitestReport {
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/** A run that Vitest calls failed has at least one failure here too, whatever the report says. */
export function tally(
  report: VitestReport,
  ok: boolean,
): { passed: number; failed: number; skipped: number } {
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const count = (status: string): number => tests.filter((test) => test.status === status).length;
  // A file that cannot be loaded, or whose hooks fail, has no failed test to show for it.
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
