// Tests that every wrapper passes all cases, and that the README has their names and lengths.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { CASES, outcomesOf } from '../src/cases.ts';
import { linesOf, WRAPPERS } from '../src/wrappers.ts';

const folder = join(import.meta.dirname, '..');
const names = Object.keys(WRAPPERS);

describe.concurrent('behaviour', () => {
  test.each(names)('%s has the expected outcome in every case', { timeout: 60_000 }, async (name) => {
    const expected = Object.fromEntries(
      Object.entries(CASES).map(([name, { expected }]) => [name, expected]),
    );
    expect(await outcomesOf(WRAPPERS[name]!)).toEqual(expected);
  });

  test('the program runs in its folder', { timeout: 60_000 }, async () => {
    const args = ['--conditions=@sluice/source', 'src/main.ts'];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: folder });
    expect(stderr).toBe('');
    const [head, lines, ...cases] = stdout.trimEnd().split('\n');
    expect(head!.trim().split(/ +/)).toEqual(names);
    expect(lines!.split(/ {2,}/)).toEqual(['non-blank lines', ...names.map((name) => String(linesOf(name)))]);
    expect(cases.map((line) => line.split(/ {2,}/))).toEqual(
      Object.keys(CASES).map((name) => [name, ...names.map(() => 'ok')]),
    );
  });
});

test('the README says how many non-blank lines each wrapper has', () => {
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  const rows = [...readme.matchAll(/^\| \[`([\w-]+)\.ts`\]\(wrappers\/\1\.ts\) \| (\d+) \|/gm)];
  expect(rows.map(([, name, lines]) => [name, Number(lines)])).toEqual(
    names.map((name) => [name, linesOf(name)]),
  );
  const files = readdirSync(join(folder, 'wrappers')).map((file) => file.replace(/\.ts$/, ''));
  expect(files.sort()).toEqual(names.toSorted());
});

test('the README lists the cases', () => {
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  const listed = [...readme.matchAll(/^- (.+?)(?:: .*)?$/gm)].map(([, name]) => name);
  expect(listed).toEqual(Object.keys(CASES));
});

test('a wrapper on Sluice has at most 20 lines', () => {
  for (const name of ['sluice-schemas', 'sluice-paths']) expect(linesOf(name)).toBeLessThanOrEqual(20);
});
