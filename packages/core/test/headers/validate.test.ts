import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isOptionError } from '../../src/index.ts';
import { checkHeaderName, checkHeaderValue, checkMethod } from '../../src/headers/validate.ts';
import { text } from '../support/text.ts';

/** The result of a check, or `refused`. */
function outcome(check: () => string): string {
  try {
    return check();
  } catch (error) {
    if (!isOptionError(error)) throw error;
    return 'refused';
  }
}

const TCHAR = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

function isToken(given: string): boolean {
  return Array.from(given).every((char) => TCHAR.includes(char));
}

describe('checkMethod', () => {
  test.each([
    ['GET', 'GET'],
    ['get', 'GET'],
    ['pAtCh', 'PATCH'],
    ['query', 'QUERY'],
    ['purge', 'purge'],
    ['M-SEARCH', 'M-SEARCH'],
    ['CONNECT', 'refused'],
    ['connect', 'refused'],
    ['', 'refused'],
    [' GET', 'refused'],
    ['GET ', 'refused'],
    ['GET /evil HTTP/1.1\r\nhost: x\r\n\r\n', 'refused'],
    ['GE\0T', 'refused'],
    ['GÉT', 'refused'],
    [undefined, 'refused'],
    [null, 'refused'],
    [1, 'refused'],
    [['GET'], 'refused'],
    [{ toString: () => 'GET' }, 'refused'],
  ])('%j: %s', (given, expected) => {
    expect(outcome(() => checkMethod(given))).toBe(expected);
  });

  test('accepts only tokens', () => {
    fc.assert(
      fc.property(text(20), (given) => {
        const method = outcome(() => checkMethod(given));
        return method === 'refused' || isToken(method);
      }),
    );
  });
});

describe('checkHeaderName', () => {
  test.each([
    ['X-Id', 'x-id'],
    ['__proto__', '__proto__'],
    ['x_y', 'x_y'],
    ['', 'refused'],
    ['x y', 'refused'],
    ['x:y', 'refused'],
    ['x\r\ny', 'refused'],
    ['x\0', 'refused'],
    ['é', 'refused'],
    [':path', 'refused'],
    [1, 'refused'],
    [{ toString: () => 'x' }, 'refused'],
  ])('%j: %s', (given, expected) => {
    expect(outcome(() => checkHeaderName(given))).toBe(expected);
  });

  test.each([
    'Content-Length',
    'CONTENT-LENGTH',
    'transfer-encoding',
    'Connection',
    'keep-alive',
    'upgrade',
    'proxy-connection',
    'Proxy-Authorization',
    'te',
    'trailer',
    'expect',
  ])('%s is reserved for the client', (name) => {
    expect(() => checkHeaderName(name)).toThrow(expect.objectContaining({ option: 'headers' }));
  });

  test('accepts only tokens, and returns them in lower case', () => {
    fc.assert(
      fc.property(text(20), (given) => {
        const name = outcome(() => checkHeaderName(given));
        return name === 'refused' || (name === name.toLowerCase() && isToken(name));
      }),
    );
  });
});

describe('checkHeaderValue', () => {
  test.each([
    ['a b', 'a b'],
    ['', ''],
    [' \t a \t ', 'a'],
    ['   ', ''],
    ['é\u00a0', 'é\u00a0'],
    [5, '5'],
    [true, 'true'],
    ['a\tb', 'a\tb'],
    ['a\r\nx: y', 'refused'],
    ['a\r\n', 'refused'],
    ['\na', 'refused'],
    ['a\0', 'refused'],
    ['a\u007f', 'refused'],
    ['a\u2028', 'refused'],
    ['€', 'refused'],
    [null, 'refused'],
    [undefined, 'refused'],
    [['a'], 'refused'],
    [{ toString: () => 'a' }, 'refused'],
    [Symbol('a'), 'refused'],
  ])('%j: %j', (given, expected) => {
    expect(outcome(() => checkHeaderValue('x', given))).toBe(expected);
  });

  test('accepts only field values', () => {
    fc.assert(
      fc.property(text(50), (given) => {
        const value = outcome(() => checkHeaderValue('x', given));
        return (
          value === 'refused' ||
          /^(?:[!-~\u0080-\u00ff](?:[\t -~\u0080-\u00ff]*[!-~\u0080-\u00ff])?)?$/.test(value)
        );
      }),
      { numRuns: 500 },
    );
  });

  test('does not show the refused value', () => {
    expect(() => checkHeaderValue('x', 'secret\n')).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('secret') }),
    );
  });
});
