// Compiles all samples in one run of the compiler, against the sources of the workspace.
import { execFile } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './markdown.ts';
import { asModule, type Sample } from './samples.ts';

const CONFIG = {
  extends: '../../../tsconfig.test.base.json',
  compilerOptions: {
    incremental: false,
    tsBuildInfoFile: null,
    skipLibCheck: true,
    lib: ['es2024', 'esnext.disposable'],
  },
  include: ['*.ts'],
};

/** Declarations that every sample may use without importing them. */
const PRELUDE = `import type { FaultOrigin } from '@sluice/fixtures';
declare global {
  /** The origin of the sample, at https://api.example.com; created before the sample runs, closed afterwards. */
  const origin: FaultOrigin;
}
`;

/** A folder for generated files, in which every package of the workspace resolves by its name. */
export function scratch(name: string): string {
  const folder = join(root, 'docs', '.tsbuild', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const manifest of globSync('packages/*/package.json', { cwd: root })) {
    const home = join(root, dirname(manifest));
    const { name: own, ...rest } = JSON.parse(readFileSync(join(root, manifest), 'utf8')) as Manifest;
    link(folder, own, home);
    for (const other of Object.keys({
      ...rest.dependencies,
      ...rest.peerDependencies,
      ...rest.devDependencies,
    })) {
      link(folder, other, join(home, 'node_modules', other));
    }
  }
  return folder;
}

interface Manifest {
  readonly name: string;
  readonly dependencies?: object;
  readonly peerDependencies?: object;
  readonly devDependencies?: object;
}

function link(folder: string, name: string, to: string): void {
  const from = join(folder, 'node_modules', name);
  if (existsSync(from) || !existsSync(to)) return;
  mkdirSync(dirname(from), { recursive: true });
  symlinkSync(to, from, 'junction');
}

/** The errors of the compiler, by the place of the sample. */
export async function compileSamples(samples: readonly Sample[]): Promise<Map<string, string[]>> {
  const folder = scratch('samples');
  const byFile = new Map<string, Sample>();
  for (const [index, sample] of samples.entries()) {
    const name = `sample-${index}.ts`;
    byFile.set(name, sample);
    writeFileSync(join(folder, name), asModule(sample));
  }
  writeFileSync(join(folder, 'prelude.ts'), PRELUDE);
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(CONFIG, null, 2));
  const output = await tsc(['-p', folder, '--pretty', 'false']);
  const found = new Map<string, string[]>();
  for (const line of output.split('\n')) {
    const [, name = '', row = '', message = ''] = /([\w-]+\.ts)\((\d+),\d+\): (error .+)$/.exec(line) ?? [];
    const sample = byFile.get(name);
    if (sample === undefined) {
      // Errors in the sources belong to the check `types`; every other error belongs to a sample.
      if (line.startsWith('error ')) throw new Error(line);
      continue;
    }
    const at = sample.line + Number(row) - 1 - sample.given.length;
    const list = found.get(sample.place) ?? [];
    list.push(`${sample.file}:${at}: ${message}`);
    found.set(sample.place, list);
  }
  return found;
}

function tsc(args: readonly string[]): Promise<string> {
  const file = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'tsc.cmd' : 'tsc');
  return new Promise((resolve, reject) => {
    execFile(
      file,
      args,
      { cwd: root, maxBuffer: 1 << 24, shell: process.platform === 'win32', timeout: 280_000 },
      (error, stdout) => {
        // The compiler exits with 1 or 2 if it found errors.
        if (error !== null && typeof error.code !== 'number') reject(error);
        else resolve(stdout);
      },
    );
  });
}
