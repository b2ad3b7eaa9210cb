// Tests that the first sample of the README is the program of examples/starter, and that the program runs.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { blocksOf, readDocument, root } from './markdown.ts';

const folder = join(root, 'examples', 'starter');

test('the first sample of the README is the starter', () => {
  const sample = blocksOf(readDocument('README.md')).find(({ info }) => info[0] === 'ts');
  expect(sample?.given).toEqual([]);
  expect(`${sample?.code.join('\n')}\n`).toBe(readFileSync(join(folder, 'src', 'main.ts'), 'utf8'));
});

test('the starter runs in its folder', async () => {
  const args = ['--conditions=@sluice/source', 'src/main.ts'];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: folder });
  expect({ stdout, stderr }).toEqual({ stdout: 'Ada\n', stderr: '' });
});
