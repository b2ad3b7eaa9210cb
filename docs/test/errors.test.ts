// Tests that docs/errors.md describes every error code.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as auth from '@sluice/auth';
import * as breaker from '@sluice/breaker';
import * as core from '@sluice/core';
import * as gate from '@sluice/gate';
import * as retry from '@sluice/retry';
import * as sdk from '@sluice/sdk';
import * as sluice from 'sluice';
import { expect, test } from 'vitest';
import { codeIn, readDocument, root, rowsOf } from './markdown.ts';

const rows = rowsOf(readDocument('docs/errors.md'), 'code');
const documented = rows.map(({ cells }) => codeIn(cells[0]));

/** The codes that the packages declare, read from the sources, since types do not exist at run time. */
function codesInSources(): string[] {
  const codes: string[] = [];
  for (const file of globSync('packages/*/src/**/*.ts', { cwd: root })) {
    const source = readFileSync(join(root, file), 'utf8');
    for (const [, members = ''] of source.matchAll(/^ *(?:export )?interface ErrorCodes \{([^}]*)\}/gm)) {
      codes.push(...[...members.matchAll(/(\w+): true;/g)].map(([, code = '']) => code));
    }
  }
  return codes;
}

test('every code is in the table, once', () => {
  expect(documented.toSorted()).toEqual(codesInSources().toSorted());
});

test('every code has its cause, whether it is retried, and what to do', () => {
  for (const { cells } of rows) for (const cell of cells) expect(cell).not.toBe('');
});

test('each class is exported by its package and, below the SDK, by sluice, with its guard', () => {
  const packages: Record<string, Record<string, unknown>> = {
    GateError: gate,
    BreakerError: breaker,
    CooldownError: retry,
    TokenError: auth,
    UndeclaredStatusError: sdk,
    EventStreamError: sdk,
    PaginationError: sdk,
    DownloadError: sdk,
    OperationError: sdk,
    OAuthError: auth,
  };
  for (const name of new Set(rows.map(({ cells }) => codeIn(cells[1])))) {
    const home = packages[name] ?? core;
    const places: readonly Record<string, unknown>[] = home === sdk ? [home] : [home, sluice];
    for (const exported of places) {
      expect(exported[name], name).toBeTypeOf('function');
      expect(exported[`is${name}`], name).toBeTypeOf('function');
    }
  }
  for (const name of Object.keys(packages)) expect(core).not.toHaveProperty(name);
});

/** An error with this code whose other properties do not rule out a retry. */
function errorOf(code: string): unknown {
  const network = ['DNS', 'CONNECT', 'TLS', 'PROXY', 'CONNECTION_LOST', 'PROTOCOL'];
  const name = code.slice('ERR_SLUICE_'.length);
  if (network.includes(name)) return new core.NetworkError(code as never, 'x', { phase: 'connect' });
  if (name === 'TIMEOUT') return new core.TimeoutError('connect', 1);
  if (name.startsWith('BODY_')) return new core.BodyError(code as never, 'x');
  if (name.startsWith('GATE_')) return new gate.GateError(code as never, 'x', 'key');
  if (name === 'COOLDOWN') return new retry.CooldownError('host', 1, 1);
  if (name === 'BREAKER_OPEN') return new breaker.BreakerError('x', 'key', 1);
  return new core.SluiceError(code as never, 'x');
}

test('a code is retried if and only if the table says so', () => {
  const policy = retry.parsePolicy({});
  for (const { cells } of rows) {
    const code = codeIn(cells[0]);
    // The retry decision sees the response of this error, not the error.
    if (code === 'ERR_SLUICE_HTTP_STATUS') continue;
    const { action } = retry.nextStep(
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
      { policy },
    );
    expect(action, code).toBe(cells[3] === 'no' ? 'stop' : 'retry');
  }
});
