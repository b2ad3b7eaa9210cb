// What the scripts know about the repository: its folders, its projects, and how to run a tool in it.
import { spawn } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

export const root: string = dirname(import.meta.dirname);

/** A folder for what the scripts make; ignored by git. */
export const scratch: string = join(root, '.tsbuild');

export interface Package {
  /** From the root, with forward slashes: `packages/core`. */
  readonly dir: string;
  readonly name: string;
  readonly private: boolean;
}

/** Every workspace package that is there now, in the order of its folder. */
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

/** Every TypeScript project: of each package its sources, then its tests; last the scripts. */
export function projects(): string[] {
  const found = packages().flatMap(({ dir }) => [`${dir}/tsconfig.json`, `${dir}/tsconfig.test.json`]);
  return [...found, 'scripts/tsconfig.json'].filter((file) => existsSync(join(root, file)));
}

/** Files from the root that match a pattern, sorted, with forward slashes. */
export function find(pattern: string): string[] {
  return globSync(pattern, { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .toSorted();
}

export interface Outcome {
  readonly ok: boolean;
  readonly output: string;
}

/** Runs a tool of the workspace and keeps what it says. */
export function run(tool: string, args: readonly string[], cwd: string = root): Promise<Outcome> {
  const env = {
    ...process.env,
    NO_COLOR: '1',
    PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`,
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
      const killed = signal === null ? '' : `${tool} was ended by ${signal}\n`;
      resolve({ ok: code === 0, output: output + killed });
    });
  });
}

/** Like `run`, with the terminal handed to the tool; resolves to its exit code. */
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
