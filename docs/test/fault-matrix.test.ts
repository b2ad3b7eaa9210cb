// Tests that every row of docs/fault-matrix.md has a test.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { conformanceCases } from '@sluice/fixtures/conformance';
import { readDocument, root, rowsOf } from './markdown.ts';

const page = readDocument('docs/fault-matrix.md');
const rows = rowsOf(page, 'row').map(({ cells }) => cells[0] ?? '');
const limits = rowsOf(readDocument('packages/undici/docs/limits.md'), 'row').map(
  ({ cells }) => cells[0] ?? '',
);

/** The rows at the start of a title: `12, P15: an early 200 ...`; in the tables of the matrix also `16 two lengths`. */
const TITLE = /['"`]((?:[PV]?\d+(?:, )?)+):/g;
const TITLE_IN_TABLE = /['"`]((?:[PV]?\d+(?:, )?)+)[: ]/g;

/** The rows that the conformance suite covers. */
const suite = new Set(
  conformanceCases().flatMap((name) => /^((?:P?\d+(?:, )?)+): /.exec(name)?.[1]?.split(', ') ?? []),
);
const elsewhere = rowsOf(page, 'not in the suite').flatMap(({ cells }) => (cells[0] ?? '').split(', '));

const titled = new Set<string>();
for (const package_ of ['pool', 'undici', 'sluice', 'core']) {
  for (const file of globSync(`packages/${package_}/test/**/*.test.ts`, { cwd: root })) {
    const text = readFileSync(join(root, file), 'utf8');
    const pattern = file.includes('matrix-framing') ? TITLE_IN_TABLE : TITLE;
    for (const [, prefix = ''] of text.matchAll(pattern))
      for (const row of prefix.split(', ')) titled.add(row);
  }
}

test('every row has a test', () => {
  expect(rows.length).toBeGreaterThan(90);
  expect(rows.filter((row) => !titled.has(row))).toEqual([]);
});

test('every limit belongs to a row', () => {
  for (const row of limits.flatMap((cell) => cell.split(', '))) expect(rows).toContain(row);
});

test('every row is in the conformance suite, or is listed with the reason why not', () => {
  expect(suite.size).toBeGreaterThan(60);
  expect([...suite].filter((row) => !rows.includes(row))).toEqual([]);
  expect([...suite, ...elsewhere].toSorted()).toEqual(rows.toSorted());
});
