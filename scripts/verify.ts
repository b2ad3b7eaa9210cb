// `npm test`: every check of the repository, one line each, and at the very end `N passed, N failed`, which counts
// each test of the suite and each other check as one. With names as arguments, only those checks:
//   node scripts/verify.ts lint tests
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Outcome, find, packages, pnpm, projects, run, scratch } from './workspace.ts';

interface Result extends Outcome {
  /** What the check counts for; one by itself, the test suite as many as it has tests. */
  readonly passed?: number;
  readonly failed?: number;
  readonly note?: string;
}

interface Check {
  readonly name: string;
  /** Needs the packages' dist. */
  readonly built?: boolean;
  run(): Promise<Result>;
}

const tarballs = join(scratch, 'pack');
const publicPackages = packages().filter((one) => !one.private && find(`${one.dir}/src/index.ts`).length > 0);
const typeTested = packages().filter(({ dir }) => find(`${dir}/test-d/**/*.test-d.ts`).length > 0);

const types: Check = { name: 'types', run: () => run('tsc', ['-b', ...projects()]) };

const checks: Check[] = [
  { name: 'format', run: () => run('oxfmt', ['--check']) },
  { name: 'lint', run: () => run('oxlint', ['--type-aware', '--deny-warnings']) },
  { name: 'references', run: () => run('node', ['scripts/references.ts', '--check']) },
  { name: 'knip', run: () => run('knip', []) },
  ...typeTested.map(({ dir }) => ({ name: `tsd ${dir}`, built: true, run: () => run('tsd', [], dir) })),
  ...publicPackages.map(({ dir }) => ({ name: `pack ${dir}`, built: true, run: () => checkTarball(dir) })),
];

const tests: Check = { name: 'tests', run: runTests };

const wanted = process.argv.slice(2);
const chosen = (check: Check): boolean =>
  wanted.length === 0 || wanted.some((name) => check.name === name || check.name.startsWith(`${name} `));

let passed = 0;
let failed = 0;
const started = performance.now();
mkdirSync(scratch, { recursive: true });

const queue = checks.filter(chosen);
const built = chosen(types) || queue.some((check) => check.built) ? await perform(types) : true;
// Two at a time share the processors; the tests come last and alone, since some of them look at the clock.
const lanes = Array.from({ length: Math.min(2, availableParallelism()) }, async () => {
  for (let check = queue.shift(); check; check = queue.shift()) {
    await perform(check);
  }
});
await Promise.all(lanes);
if (chosen(tests)) await perform(tests);

console.log(`all   ${seconds(started)}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

async function perform(check: Check): Promise<boolean> {
  const from = performance.now();
  const result: Result =
    check.built && !built ? { ok: false, output: 'Not run: the types check failed.\n' } : await check.run();
  passed += result.passed ?? (result.ok ? 1 : 0);
  failed += result.failed ?? (result.ok ? 0 : 1);
  const note = result.note === undefined ? '' : `: ${result.note}`;
  console.log(`${result.ok ? 'ok  ' : 'FAIL'}  ${check.name} (${seconds(from)})${note}`);
  if (!result.ok) console.log(result.output.replace(/^/gm, '      '));
  return result.ok;
}

function seconds(from: number): string {
  return `${((performance.now() - from) / 1000).toFixed(1)} s`;
}

/** What a user would get from the registry: its package.json, its entry points, and how TypeScript resolves them. */
async function checkTarball(dir: string): Promise<Result> {
  const destination = join(tarballs, dir.replaceAll('/', '-'));
  rmSync(destination, { recursive: true, force: true });
  const packed = await run('npx', ['-y', pnpm, 'pack', '--pack-destination', destination], dir);
  if (!packed.ok) return packed;
  const [tarball = ''] = find(`.tsbuild/pack/${dir.replaceAll('/', '-')}/*.tgz`);
  const published = await run('publint', ['run', tarball, '--strict']);
  const typed = await run('attw', [tarball, '--profile', 'esm-only', '--no-emoji']);
  return { ok: published.ok && typed.ok, output: `${published.output}${typed.output}` };
}

/** The suite, with Vitest's own report as the source of the figures. */
async function runTests(): Promise<Result> {
  const file = join(scratch, 'vitest.json');
  rmSync(file, { force: true });
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const { ok, output } = await run('vitest', args);
  let report: VitestReport;
  try {
    report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  } catch {
    return { ok: false, output: `${output}\nVitest left no report.\n` };
  }
  const tests = report.testResults.flatMap((suite) => suite.assertionResults);
  const count = (status: string): number => tests.filter((test) => test.status === status).length;
  const good = count('passed');
  const skipped = tests.length - good - count('failed');
  // A file that cannot be loaded has no tests to fail, and an error outside of any test fails none: each counts.
  const unloaded = report.testResults.filter(
    (suite) => suite.status === 'failed' && !suite.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const bad = Math.max(count('failed') + unloaded, ok ? 0 : 1);
  const note = `${good} passed, ${bad} failed${skipped > 0 ? `, ${skipped} skipped` : ''} in ${report.testResults.length} files`;
  return { ok: bad === 0, output, passed: good, failed: bad, note };
}

/** The part of Vitest's json report that is used here. */
interface VitestReport {
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}
