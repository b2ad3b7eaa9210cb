// Runs the test suite and counts its tests from the report of Vitest.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { type VitestReport, tally } from './tally.ts';
import { root, run, scratch } from './workspace.ts';

/** The settings of a run of the suite. */
export interface SuiteRun {
  /** The executable of Node that runs the suite. Default: the pinned one. */
  readonly node?: string;
  /** The folder of the copy of undici that the sources import. Default: the copy of the lock file. */
  readonly undici?: string;
  /** Arguments of Vitest: paths, `-t name`, `--project name`. Default: the whole suite. */
  readonly args?: readonly string[];
}

/** The outcome of a run. */
export interface SuiteOutcome {
  readonly ok: boolean;
  readonly output: string;
  readonly passed?: number;
  readonly failed?: number;
  readonly note?: string;
}

/** Runs the suite. Tests that start the command `node` start the same Node. */
export async function runSuite({ node, undici, args = [] }: SuiteRun = {}): Promise<SuiteOutcome> {
  const file = join(scratch, 'vitest.json');
  rmSync(file, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const env: Record<string, string> = {};
  if (undici !== undefined) env['SLUICE_TEST_UNDICI'] = undici;
  if (node !== undefined) env['PATH'] = `${dirname(node)}${delimiter}${process.env['PATH'] ?? ''}`;
  const { ok, output } = await run(node ?? 'node', [vitest, 'run', ...reporters, ...args], root, env);
  if (!existsSync(file)) return { ok: false, output: `${output}\nVitest wrote no report.\n` };
  const report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  const { passed, failed, skipped } = tally(report, ok);
  const left = skipped > 0 ? `, ${skipped} skipped` : '';
  const note = `${passed} passed, ${failed} failed${left} in ${report.testResults.length} files`;
  return { ok: failed === 0, output, passed, failed, note };
}
