import { inspect } from 'node:util';
import { isSluiceError, SluiceError } from '@sluice/core';
import { isErrorOfKind } from '@sluice/core/plugin';
import { expect, test, vi } from 'vitest';
import { GateError, isGateError } from '../src/index.ts';

const error = new GateError('ERR_SLUICE_GATE_FULL', 'full', 'http://a.test');

test('GateError names its kind, its code and its details, in JSON, inspect and the stack', () => {
  expect(error).toBeInstanceOf(SluiceError);
  expect(error.code).toBe('ERR_SLUICE_GATE_FULL');
  expect(error.toJSON()).toEqual({
    name: 'GateError',
    code: 'ERR_SLUICE_GATE_FULL',
    message: error.message,
    key: 'http://a.test',
  });
  expect(inspect(error)).toContain(`GateError [ERR_SLUICE_GATE_FULL]: ${error.message}`);
  expect(error.stack).toMatch(/^GateError: /);
});

test('isGateError knows its own errors, also those of another copy of the package, and no others', async () => {
  vi.resetModules();
  const copy = await import('../src/index.ts');
  const foreign = new copy.GateError('ERR_SLUICE_GATE_FULL', 'full', 'http://a.test');
  expect(foreign).not.toBeInstanceOf(GateError);
  expect([error, foreign].map(isGateError)).toEqual([true, true]);
  expect([error, foreign].map(isSluiceError)).toEqual([true, true]);
  const others = [
    new SluiceError('ERR_SLUICE_OPTION', 'x'),
    new Error('x'),
    { code: 'ERR_SLUICE_GATE_FULL' },
    null,
  ];
  expect(others.some(isGateError)).toBe(false);
  expect(isErrorOfKind(error, 'SluiceError')).toBe(false);
});
