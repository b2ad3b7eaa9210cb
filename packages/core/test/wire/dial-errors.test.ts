import { expect, test } from 'vitest';
import {
  connectError,
  isFinalLookupFailure,
  isLookupFailure,
  lookupError,
  refusedTunnel,
} from '../../src/wire/dial-errors.ts';

function system(code: string, syscall: string): Error {
  return Object.assign(new Error(`${syscall} ${code} a.test`), { code, syscall });
}

test.each([
  ['ENOTFOUND', 'getaddrinfo', true, false],
  ['EAI_AGAIN', 'getaddrinfo', true, true],
  ['EAI_NODATA', 'getaddrinfo', true, false],
  ['ENODATA', 'queryA', true, false],
  ['ESERVFAIL', 'queryAaaa', true, true],
  ['ETIMEOUT', 'queryA', true, true],
  ['ECONNREFUSED', 'queryA', true, true],
  ['ECONNREFUSED', 'connect', false, undefined],
  ['ETIMEDOUT', 'connect', false, undefined],
])('%s of %s: name resolution %s, retryable %s', (code, syscall, lookup, retryable) => {
  const cause = system(code, syscall);
  expect(isLookupFailure(cause)).toBe(lookup);
  expect(isFinalLookupFailure(cause)).toBe(lookup && retryable === false);
  if (!lookup) return;
  expect(lookupError(cause, 'a.test')).toMatchObject({
    code: 'ERR_SLUICE_DNS',
    message: `the host name a.test was not resolved (${code})`,
    phase: 'dns',
    retryable,
    cause,
  });
});

test('a dial of several addresses fails with the code of the first, and a code beats a message', () => {
  const refused = new AggregateError([system('ECONNREFUSED', 'connect'), system('ETIMEDOUT', 'connect')]);
  expect(isLookupFailure(refused)).toBe(false);
  expect(connectError(refused, 'a.test:80').message).toBe('no connection to a.test:80 (ECONNREFUSED)');
  const odd = connectError(new Error('odd'), 'a.test:80', 'cause');
  expect(odd).toMatchObject({
    message: 'no connection to a.test:80 (odd)',
    cause: 'cause',
    phase: 'connect',
  });
});

test.each([
  [407, false],
  [500, true],
  [501, false],
  [503, true],
  [505, false],
  [undefined, false],
])('a tunnel refused with %s is retryable: %s', (status, retryable) => {
  const error = refusedTunnel('the proxy a:1', status, new Error('why'));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_PROXY', phase: 'proxy', proxyStatus: status, retryable });
  expect(error.message).toBe(`the proxy a:1 refused the tunnel (${status ?? 'why'})`);
});
