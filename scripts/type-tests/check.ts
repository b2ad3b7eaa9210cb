// Runs the type tests under the TypeScript of the repository. tsd runs the same files under its own, older TypeScript.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { root, run, scratch } from '../workspace.ts';
import { judge, parseDiagnostics } from './judge.ts';
import { rewriteTypeTest, type RewrittenTest } from './rewrite.ts';

/** The outcome of a run. */
export interface TypeTestOutcome {
  readonly ok: boolean;
  /** One fault per line, with its place in the type test. */
  readonly output: string;
  readonly note: string;
}

const ASSERTIONS = join(root, 'scripts', 'type-tests', 'assertions.js');

/**
 * Compiles type tests in one program, which resolves packages like a user's project (scripts/tsd/tsconfig.json).
 * @param files paths from the root. The rewritten files are written to `.tsbuild/test-d` of their package.
 * @param name of the folder for the settings of the compiler; concurrent runs need different names
 */
export async function checkTypeTests(files: readonly string[], name = 'all'): Promise<TypeTestOutcome> {
  const tests = new Map<string, RewrittenTest & { readonly file: string }>();
  const faults: string[] = [];
  for (const file of files) {
    const target = join(root, dirname(dirname(file)), '.tsbuild', 'test-d', basename(file));
    try {
      const specifier = relative(dirname(target), ASSERTIONS).replaceAll('\\', '/');
      const test = rewriteTypeTest(readFileSync(join(root, file), 'utf8'), specifier);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, test.text);
      tests.set(relative(root, target).replaceAll('\\', '/'), { ...test, file });
    } catch (error) {
      faults.push(`${file}: ${(error as Error).message}`);
    }
  }

  const folder = join(scratch, 'type-tests', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const settings = {
    extends: join(root, 'scripts', 'tsd', 'tsconfig.json'),
    files: [...tests.keys()].map((path) => join(root, path)),
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
  const { ok, output } = await run('tsc', ['-p', folder, '--pretty', 'false']);
  const diagnostics = parseDiagnostics(output);
  // The compiler failed without a diagnostic.
  if (!ok && diagnostics.length === 0) faults.push(output);
  for (const { file, line, code, message } of diagnostics) {
    if (!tests.has(file)) faults.push(`${file}:${line}: TS${code}: ${message}`);
  }
  let assertions = 0;
  for (const [path, { file, errorCases, assertions: own }] of tests) {
    const ofFile = diagnostics.filter(({ file }) => file === path);
    faults.push(...judge(ofFile, errorCases).map((fault) => `${file}:${fault}`));
    assertions += own;
  }
  const note = `${assertions} assertions in ${tests.size} files under TypeScript ${version()}`;
  return { ok: faults.length === 0, output: faults.map((fault) => `${fault}\n`).join(''), note };
}

function version(): string {
  const manifest = join(root, 'node_modules', 'typescript', 'package.json');
  return existsSync(manifest)
    ? (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version
    : '?';
}
