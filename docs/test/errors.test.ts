import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as core from '@sluice/core';
import * as retry from '@sluice/retry';
import { expect, test } from 'vitest';
import { codeIn, readDocument, root, rowsOf } from './markdown.ts';

const rows = rowsOf(readDocument('docs/errors.md'), 'code');
const documented = rows.map(({ cells }) => codeIn(cells[0]));

/** The members of the union in the source: types leave no trace in a program. */
function codesInSource(): string[] {
  const source = readFileSync(join(root, 'packages/core/src/errors/base.ts'), 'utf8');
  const union = /export type ErrorCode =([^;]+);/.exec(source)?.[1] ?? '';
  return [...union.matchAll(/'(\w+)'/g)].map(([, code = '']) => code);
}

test('every code is in the table, once', () => {
  expect(documented.toSorted()).toEqual(codesInSource().toSorted());
});

test('every code says when it comes and what to do', () => {
  for (const { cells } of rows) for (const cell of cells) expect(cell).not.toBe('');
});

test('the classes are exported', () => {
  const exported: Record<string, unknown> = { ...core, ...retry };
  for (const name of new Set(rows.map(({ cells }) => codeIn(cells[1])))) {
    expect(exported[name], name).toBeTypeOf('function');
  }
});
