// `npm test`: runs every check of the repository and prints one line for each. The last line is `N passed, N failed`,
// where every test of the suite and every other check counts as one. With names as arguments, runs only those checks:
//   node scripts/verify.ts lint tests
import { mkdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { build } from './build.ts';
import { runSuite } from './suite.ts';
import { checkLinks } from './tarball-links.ts';
import { checkTypeTests } from './type-tests/check.ts';
import { type Outcome, find, packages, projects, run, scratch } from './workspace.ts';

interface Result extends Outcome {
  /** The number of passed tests; absent for a check that counts as one. */
  readonly passed?: number;
  readonly failed?: number;
  readonly note?: string;
}

interface Check {
  readonly name: string;
  /** Whether the check needs the dist of the packages. */
  readonly built?: boolean;
  run(): Promise<Result>;
}

const tarballs = join(scratch, 'pack');
const publicPackages = packages().filter((one) => !one.private && find(`${one.dir}/src/index.ts`).length > 0);

const TYPE_TESTS = 'packages/*/test-d/**/*.test-d.ts';

const types: Check = { name: 'types', run: () => build(projects()) };

const checks: Check[] = [
  { name: 'format', run: () => run('oxfmt', ['--check']) },
  { name: 'lint', run: () => run('oxlint', ['--type-aware', '--deny-warnings']) },
  { name: 'references', run: () => run('node', ['scripts/references.ts', '--check']) },
  { name: 'knip', run: () => run('knip', []) },
  { name: 'tsd', built: true, run: runTsd },
  { name: 'tsd typescript-7', built: true, run: () => checkTypeTests(find(TYPE_TESTS)) },
  ...publicPackages.map(({ dir }) => ({ name: `pack ${dir}`, built: true, run: () => checkTarball(dir) })),
];

const tests: Check = { name: 'tests', run: () => runSuite() };

const wanted = process.argv.slice(2);
const chosen = (check: Check): boolean =>
  wanted.length === 0 || wanted.some((name) => check.name === name || check.name.startsWith(`${name} `));

let passed = 0;
let failed = 0;
const started = performance.now();
mkdirSync(scratch, { recursive: true });

const queue = checks.filter(chosen);
const built = chosen(types) || queue.some((check) => check.built) ? await perform(types) : true;
// Two checks run at a time. The tests run last and alone, since some of them measure time.
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
    console.log(`--    ${check.name}: not run, because the check 'types' failed`);
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

/**
 * Checks all type tests in one program, which resolves the built types like a user's project
 * (scripts/tsd/tsconfig.json). The compiler is the one that tsd contains, TypeScript 5.9.
 */
async function runTsd(): Promise<Result> {
  const [first] = find(TYPE_TESTS);
  if (first === undefined) return { ok: true, output: '', passed: 0, note: 'no type tests' };
  const anyTypes = '../../packages/core/dist/index.d.ts';
  return run('tsd', ['scripts/tsd', '--typings', anyTypes, '--files', `../../${TYPE_TESTS}`]);
}

/**
 * Packs a package and checks its package.json, its entry points, as TypeScript and CommonJS resolve them, and the links
 * of its README.
 */
async function checkTarball(dir: string): Promise<Result> {
  const destination = join(tarballs, dir.replaceAll('/', '-'));
  rmSync(destination, { recursive: true, force: true });
  const packed = await run('pnpm', ['pack', '--pack-destination', destination], dir);
  if (!packed.ok) return packed;
  const [tarball = ''] = find(`.tsbuild/pack/${dir.replaceAll('/', '-')}/*.tgz`);
  const published = await run('publint', ['run', tarball, '--strict']);
  const typed = await run('attw', [tarball, '--profile', 'esm-only', '--no-emoji']);
  // A top-level await in any module would make `require()` fail.
  const required = await run('node', ['--require', `./${dir}/dist/index.js`, '--eval', '0']);
  const linked = await checkLinks(tarball);
  const results = [published, typed, required, linked];
  return { ok: results.every(({ ok }) => ok), output: results.map(({ output }) => output).join('') };
}
