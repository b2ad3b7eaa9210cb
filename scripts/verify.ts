// `npm test`: every check of the repository, one line each, and at the very end `N passed, N failed`, which counts
// each test of the suite and each other check as one. With names as arguments, only those checks:
//   node scripts/verify.ts lint tests
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { build } from './build.ts';
import { type VitestReport, tally } from './tally.ts';
import { type Outcome, find, packages, projects, run, scratch } from './workspace.ts';

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

const types: Check = { name: 'types', run: () => build(projects()) };

const checks: Check[] = [
  { name: 'format', run: () => run('oxfmt', ['--check']) },
  { name: 'lint', run: () => run('oxlint', ['--type-aware', '--deny-warnings']) },
  { name: 'references', run: () => run('node', ['scripts/references.ts', '--check']) },
  { name: 'knip', run: () => run('knip', []) },
  { name: 'tsd', built: true, run: checkTypeTests },
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
  if (check.built === true && !built) {
    console.log(`--    ${check.name}: not run, since the types check failed`);
    return false;
  }
  const from = performance.now();
  const result = await check.run();
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

/** All of them in one program, which reads the built types the way a user's project does (scripts/tsd/tsconfig.json). */
async function checkTypeTests(): Promise<Result> {
  const [first] = find('packages/*/test-d/**/*.test-d.ts');
  if (first === undefined) return { ok: true, output: '', passed: 0, note: 'none there' };
  const anyTypes = '../../packages/core/dist/index.d.ts';
  return run('tsd', [
    'scripts/tsd',
    '--typings',
    anyTypes,
    '--files',
    '../../packages/*/test-d/**/*.test-d.ts',
  ]);
}

/** What a user would get from the registry: its package.json, its entry points, how TypeScript and CommonJS have them. */
async function checkTarball(dir: string): Promise<Result> {
  const destination = join(tarballs, dir.replaceAll('/', '-'));
  rmSync(destination, { recursive: true, force: true });
  const packed = await run('pnpm', ['pack', '--pack-destination', destination], dir);
  if (!packed.ok) return packed;
  const [tarball = ''] = find(`.tsbuild/pack/${dir.replaceAll('/', '-')}/*.tgz`);
  const published = await run('publint', ['run', tarball, '--strict']);
  const typed = await run('attw', [tarball, '--profile', 'esm-only', '--no-emoji']);
  // A top-level await anywhere beneath would take `require()` of it from CommonJS.
  const required = await run('node', ['--require', `./${dir}/dist/index.js`, '--eval', '0']);
  const results = [published, typed, required];
  return { ok: results.every(({ ok }) => ok), output: results.map(({ output }) => output).join('') };
}

/** The suite, with Vitest's own report as the source of the figures. */
async function runTests(): Promise<Result> {
  const file = join(scratch, 'vitest.json');
  rmSync(file, { force: true });
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const { ok, output } = await run('vitest', args);
  if (!existsSync(file)) return { ok: false, output: `${output}\nVitest left no report.\n` };
  const report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  const { passed: good, failed: bad, skipped } = tally(report, ok);
  const left = skipped > 0 ? `, ${skipped} skipped` : '';
  const note = `${good} passed, ${bad} failed${left} in ${report.testResults.length} files`;
  return { ok: bad === 0, output, passed: good, failed: bad, note };
}
