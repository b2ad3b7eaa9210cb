import { inspect } from 'node:util';
import { isSluiceError, SluiceError } from '@sluice/core';
import { isErrorOfKind } from '@sluice/core/plugin';
import { expect, test, vi } from 'vitest';
import { CooldownError, isCooldownError } from '../../src/index.ts';

const error = new CooldownError('http://a.test', 500, 20);

test('CooldownError names its kind, its code and its details, in JSON, inspect and the stack', () => {
  expect(error).toBeInstanceOf(SluiceError);
  expect(error.code).toBe('ERR_SLUICE_COOLDOWN');
  expect(error.toJSON()).toEqual({
    name: 'CooldownError',
    code: 'ERR_SLUICE_COOLDOWN',
    message: error.message,
    host: 'http://a.test',
    wait: 500,
    remaining: 20,
  });
  expect(inspect(error)).toContain(`CooldownError [ERR_SLUICE_COOLDOWN]: ${error.message}`);
  expect(error.stack).toMatch(/^CooldownError: /);
});

test('isCooldownError knows its own errors, also those of another copy of the package, and no others', async () => {
  vi.resetModules();
  const copy = await import('../../src/index.ts');
  const foreign = new copy.CooldownError('http://a.test', 500, 20);
  expect(foreign).not.toBeInstanceOf(CooldownError);
  expect([error, foreign].map(isCooldownError)).toEqual([true, true]);
  expect([error, foreign].map(isSluiceError)).toEqual([true, true]);
  const others = [
    new SluiceError('ERR_SLUICE_OPTION', 'x'),
    new Error('x'),
    { code: 'ERR_SLUICE_COOLDOWN' },
    null,
  ];
  expect(others.some(isCooldownError)).toBe(false);
  expect(isErrorOfKind(error, 'SluiceError')).toBe(false);
});
