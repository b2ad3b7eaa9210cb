// The folders, packages and projects of the repository, and how to run its tools.
import { spawn } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** The root of the repository. */
export const root: string = dirname(import.meta.dirname);

/** The folder for generated files; ignored by git. */
export const scratch: string = join(root, '.tsbuild');

export interface Package {
  /** Path from the root, with forward slashes, such as `packages/core`. */
  readonly dir: string;
  readonly name: string;
  readonly private: boolean;
}

/** Every package of the workspace, ordered by folder. */
export function packages(): Package[] {
  return find('{{packages,examples}/*,docs}/package.json').map((file) => {
    const dir = dirname(file);
    const { name, private: isPrivate } = readManifest(dir);
    return { dir, name, private: isPrivate === true };
  });
}

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
}

function readManifest(dir: string): Manifest {
  return JSON.parse(readFileSync(join(root, dir, 'package.json'), 'utf8')) as Manifest;
}

/** Every TypeScript project: the sources and the tests of each package, then the scripts. */
export function projects(): string[] {
  const found = packages().flatMap(({ dir }) => [`${dir}/tsconfig.json`, `${dir}/tsconfig.test.json`]);
  return [...found, 'scripts/tsconfig.json'].filter((file) => existsSync(join(root, file)));
}

/** The files that match a pattern, as sorted paths from the root with forward slashes. */
export function find(pattern: string): string[] {
  return globSync(pattern, { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .toSorted();
}

export interface Outcome {
  readonly ok: boolean;
  readonly output: string;
}

/**
 * Runs a tool of the workspace and collects its output.
 * @param variables of the environment, in addition to those of this process
 */
export function run(
  tool: string,
  args: readonly string[],
  cwd: string = root,
  variables: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const env = {
    ...process.env,
    NO_COLOR: '1',
    PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`,
    ...variables,
  };
  return new Promise((resolve) => {
    const options = { cwd, env, shell: process.platform === 'win32' };
    const child = spawn(tool, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', (error) => {
      resolve({ ok: false, output: `${output}${tool}: ${error.message}\n` });
    });
    child.on('close', (code, signal) => {
      const killed = signal === null ? '' : `${tool} was killed by ${signal}\n`;
      resolve({ ok: code === 0, output: output + killed });
    });
  });
}

/** Like {@link run}, but the tool uses the terminal; resolves with its exit code. */
export function runInTerminal(tool: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(tool, args, { cwd: root, stdio: 'inherit' });
    process.on('SIGINT', () => {});
    child.on('error', reject);
    child.on('close', (code) => {
      resolve(code ?? 1);
    });
  });
}
