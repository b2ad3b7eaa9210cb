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

test('every code says when it comes, whether it is retried and what to do', () => {
  for (const { cells } of rows) for (const cell of cells) expect(cell).not.toBe('');
});

test('the classes are exported', () => {
  const exported: Record<string, unknown> = { ...core, ...retry };
  for (const name of new Set(rows.map(({ cells }) => codeIn(cells[1])))) {
    expect(exported[name], name).toBeTypeOf('function');
  }
});

/** An error of each code that attempts end with, at its best: nothing says that another attempt cannot help. */
function errorOf(code: string): unknown {
  const network = ['DNS', 'CONNECT', 'TLS', 'PROXY', 'CONNECTION_LOST', 'PROTOCOL'];
  const name = code.slice('ERR_SLUICE_'.length);
  if (network.includes(name)) return new core.NetworkError(code as never, 'x', { phase: 'connect' });
  if (name === 'TIMEOUT') return new core.TimeoutError('connect', 1);
  if (name.startsWith('BODY_')) return new core.BodyError(code as never, 'x');
  if (name.startsWith('GATE_')) return new core.GateError(code as never, 'x', 'key');
  return new core.SluiceError(code as never, 'x');
}

test('what is said not to be retried is not, and the rest is', () => {
  const policy = retry.parsePolicy({});
  for (const { cells } of rows) {
    const code = codeIn(cells[0]);
    // An answer, not an error, to whoever decides.
    if (code === 'ERR_SLUICE_HTTP_STATUS') continue;
    const { action } = retry.decide(
      {
        method: 'GET',
        url: new URL('http://a.test/'),
        attempt: 1,
        status: undefined,
        headers: undefined,
        peek: undefined,
        error: errorOf(code),
        body: 'none',
        keyed: false,
        elapsed: 0,
        remaining: Infinity,
        wallTime: 0,
        previousDelay: undefined,
      },
      policy,
    );
    expect(action, code).toBe(cells[3] === 'no' ? 'stop' : 'retry');
  }
});
