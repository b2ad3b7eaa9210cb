// Reads the output of a test runner in the Test Anything Protocol (TAP).

/** Whether each test passed, by its name and the names of the suites around it. Skipped tests are omitted. */
export type Results = ReadonlyMap<string, boolean>;

const SUITE = /^( *)# Subtest: (.*)$/;
const TEST = /^( *)(not ok|ok) \d+ -? ?(.*?)(?: # (SKIP|TODO)\b.*| # .*)?$/;

/** The results in the output of a runner. Tests that contain other tests are omitted. */
export function resultsOf(output: string): Results {
  const results = new Map<string, boolean>();
  const around: string[] = [];
  const parents = new Set<string>();
  for (const line of output.split('\n')) {
    const suite = SUITE.exec(line);
    if (suite !== null) {
      around.splice((suite[1] ?? '').length / 4, Infinity, suite[2] ?? '');
      continue;
    }
    const test = TEST.exec(line);
    if (test === null) continue;
    const path = [...around.slice(0, (test[1] ?? '').length / 4), test[3] ?? ''];
    if (path.length > 1) parents.add(path.slice(0, -1).join(' > '));
    if (test[4] === undefined) results.set(path.join(' > '), test[2] === 'ok');
  }
  for (const parent of parents) results.delete(parent);
  return results;
}
