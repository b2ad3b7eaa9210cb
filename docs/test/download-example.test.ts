// Tests that examples/download runs, and continues where an earlier run stopped.
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { root } from './markdown.ts';

const cwd = join(root, 'examples', 'download');
const args = ['--conditions=@sluice/source', 'src/main.ts'];
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-example-'));
});

afterEach(() => rm(folder, { recursive: true }));

const run = (given: readonly string[], options: object): Promise<{ stdout: string; stderr: string }> =>
  promisify(execFile)(process.execPath, [...given], { ...options, encoding: 'utf8' });

const env = (): NodeJS.ProcessEnv => ({ ...process.env, DOWNLOAD_FOLDER: folder });

test('the example downloads its file whole, and shows each tenth', async () => {
  const { stdout, stderr } = await run(args, { cwd, env: env() });
  expect(stderr).toBe('');
  const lines = stdout.trim().split('\n');
  expect(lines.slice(0, -1).map((line) => /(\d+) %/.exec(line)?.[1])).toHaveLength(11);
  expect(lines.at(-2)).toContain('100 %  8.0 MB of 8.0 MB');
  expect(lines.at(-1)).toBe(
    `${join(folder, 'download.bin')}: 8000000 bytes, in 3 answers, checked by sha256`,
  );
  expect(await readdir(folder)).toEqual(['download.bin']);
});

/** Run in the program before it starts: presses Ctrl-C when a fifth of the file has arrived, however busy the machine is. */
const STOP = `
const { write } = process.stdout;
process.stdout.write = (text, ...rest) => {
  if (text.includes(' 20 %')) process.kill(process.pid, 'SIGINT');
  return write.call(process.stdout, text, ...rest);
};`;

test('after Ctrl-C, the next run continues', async () => {
  const preload = ['--import', `data:text/javascript,${encodeURIComponent(STOP)}`];
  const first: unknown = await run([...preload, ...args], { cwd, env: env() }).catch(
    (error: unknown) => error,
  );
  expect(first).toMatchObject({ code: 1, stderr: 'stopped; start again to continue\n' });
  const { size } = await stat(join(folder, 'download.bin.part'));
  expect(size).toBeGreaterThan(0);
  const { stdout } = await run(args, { cwd, env: env() });
  expect(stdout).toContain(`8000000 bytes, ${size} of them from an earlier run, in `);
});
