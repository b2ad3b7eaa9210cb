import { inspect } from 'node:util';
import { isSluiceError, SluiceError } from '@sluice/core';
import { isErrorOfKind } from '@sluice/core/plugin';
import { expect, test, vi } from 'vitest';
import { BreakerError, isBreakerError } from '../src/index.ts';

const error = new BreakerError('open', 'http://a.test', 500);

test('BreakerError names its kind, its code and its details, in JSON, inspect and the stack', () => {
  expect(error).toBeInstanceOf(SluiceError);
  expect(error.code).toBe('ERR_SLUICE_BREAKER_OPEN');
  expect(error.toJSON()).toEqual({
    name: 'BreakerError',
    code: 'ERR_SLUICE_BREAKER_OPEN',
    message: error.message,
    key: 'http://a.test',
    retryAfter: 500,
  });
  expect(inspect(error)).toContain(`BreakerError [ERR_SLUICE_BREAKER_OPEN]: ${error.message}`);
  expect(error.stack).toMatch(/^BreakerError: /);
});

test('isBreakerError knows its own errors, also those of another copy of the package, and no others', async () => {
  vi.resetModules();
  const copy = await import('../src/index.ts');
  const foreign = new copy.BreakerError('open', 'http://a.test', 500);
  expect(foreign).not.toBeInstanceOf(BreakerError);
  expect([error, foreign].map(isBreakerError)).toEqual([true, true]);
  expect([error, foreign].map(isSluiceError)).toEqual([true, true]);
  const others = [
    new SluiceError('ERR_SLUICE_OPTION', 'x'),
    new Error('x'),
    { code: 'ERR_SLUICE_BREAKER_OPEN' },
    null,
  ];
  expect(others.some(isBreakerError)).toBe(false);
  expect(isErrorOfKind(error, 'SluiceError')).toBe(false);
});
