import tls from 'node:tls';
import vm from 'node:vm';
import { expect, test, vi } from 'vitest';
import {
  guardIdentityCheck,
  identityCheck,
  isCheckDisabled,
  isFinalTls,
  tlsNameOf,
} from '../../src/transport-api.ts';

test.each([
  ['example.test', 'example.test'],
  ['example.test.', 'example.test'],
  ['EXAMPLE.Test.', 'example.test'],
  ['localhost', 'localhost'],
  ['127.0.0.1', ''],
  ['::1', ''],
  ['fe80::1%eth0', ''],
  ['', ''],
])('the server name for %s is "%s"', (host, name) => {
  expect(tlsNameOf(host)).toBe(name);
});

test('only 0 in the environment disables the check', () => {
  for (const value of [undefined, '', '1', 'false', '00']) {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', value);
    expect(isCheckDisabled()).toBe(false);
  }
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  expect(isCheckDisabled()).toBe(true);
  vi.unstubAllEnvs();
});

const asked = (verdict: unknown): Error | undefined =>
  guardIdentityCheck<(host: string) => unknown>(() => verdict)('host') as Error | undefined;

test('a guarded check accepts only undefined, and its refusal is final', async () => {
  expect(asked(undefined)).toBeUndefined();
  const mine = new Error('mine');
  const theirs = vm.runInNewContext('new TypeError("theirs")') as Error;
  expect([asked(mine), asked(theirs)]).toEqual([mine, theirs]);
  for (const verdict of [null, false, true, 0, '', 'no', {}, Promise.resolve(), Promise.reject(mine)]) {
    const refusal = asked(verdict);
    expect(refusal?.message).toMatch(/^checkServerIdentity returned (a promise|neither)/);
    expect(isFinalTls(refusal)).toBe(true);
  }
  expect(isFinalTls(mine)).toBe(true);
  expect(isFinalTls(new Error('mine'))).toBe(false);
  // An unhandled rejection would end the process.
  await new Promise((resolve) => setImmediate(resolve));
});

test('a check is guarded once, since connections with different checks are not shared', () => {
  const check: typeof tls.checkServerIdentity = () => undefined;
  const guard = guardIdentityCheck(check);
  expect(guard).not.toBe(check);
  expect([guardIdentityCheck(check), guardIdentityCheck(guard)]).toEqual([guard, guard]);
  expect(guardIdentityCheck(tls.checkServerIdentity)).toBe(tls.checkServerIdentity);
});

test('an async function is refused as a check', () => {
  expect(identityCheck(tls.checkServerIdentity, 'x')).toBe(tls.checkServerIdentity);
  for (const value of [async () => undefined, 'x', null]) {
    expect(() => identityCheck(value, 'tls.checkServerIdentity')).toThrow(/must be a function that returns/);
  }
});
