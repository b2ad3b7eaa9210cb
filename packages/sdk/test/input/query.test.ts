// Queries: every value arrives as it was given, in every style.
import { isOptionError } from '@sluice/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changeQuery, writeQuery } from '../../src/input/query.ts';

const text = fc.string({ unit: 'grapheme' });
const value = fc.oneof(text, fc.integer(), fc.boolean(), fc.bigInt());
const name = text.filter((name) => name !== '__proto__');

test('a server reads the same values, in the same order', () => {
  const fields = fc.dictionary(name, fc.oneof(value, fc.array(value)));
  fc.assert(
    fc.property(fields, (given) => {
      const read = [...new URLSearchParams(writeQuery(given, 'repeat'))];
      const expected = Object.entries(given).flatMap(([name, one]) =>
        (Array.isArray(one) ? one : [one]).map((item) => [name, String(item).toWellFormed()]),
      );
      expect(read).toEqual(expected);
    }),
  );
});

test('a changed query keeps the other names', () => {
  fc.assert(
    fc.property(fc.dictionary(name, value), name, value, (given, changed, next) => {
      const query = writeQuery(given, 'repeat');
      const url = changeQuery(`/path${query === '' ? '' : `?${query}`}`, { [changed]: next });
      const read = new URLSearchParams(url.slice(url.indexOf('?')));
      expect(read.getAll(changed)).toEqual([String(next).toWellFormed()]);
      for (const [name, one] of Object.entries(given))
        if (name !== changed) expect(read.getAll(name)).toEqual([String(one).toWellFormed()]);
      expect(
        changeQuery(url, {
          ...Object.fromEntries(Object.keys(given).map((name) => [name, undefined])),
          [changed]: undefined,
        }),
      ).toBe('/path');
    }),
  );
});

test.each([
  ['/x?a=%E9&b=c+d&e=%20f&b=2&g', { b: 'new' }, '/x?a=%E9&b=new&e=%20f&g'],
  ['/x?z=1&a=2', { a: 3, z: undefined }, '/x?a=3'],
  ['/x?a=1&&b=%zz&', { c: 'd e' }, '/x?a=1&&b=%zz&&c=d+e'],
  ['/x?%61=1&b', { a: [2, 3] }, '/x?a=2&a=3&b'],
  ['/x??a=1', { a: 2 }, '/x??a=1&a=2'],
  ['https://a.test/x?q=a%2Bb#part', { p: 'é' }, 'https://a.test/x?q=a%2Bb&p=%C3%A9#part'],
  ['/x', { a: undefined }, '/x'],
  ['/x#part', { a: 1 }, '/x?a=1#part'],
  ['/x?a=1', { a: undefined }, '/x'],
] as const)('%s with %o is %s, every other byte as it was', (url, changes, expected) => {
  expect(changeQuery(url, changes)).toBe(expected);
});

test('a changed query keeps every part of another name byte for byte', () => {
  const part = fc.string({ unit: fc.constantFrom('a', 'b', '%', '=', '+', '2', '5', 'é', '?', '/') });
  fc.assert(
    fc.property(fc.array(part), fc.constantFrom('a', 'b', 'aa'), (parts, changed) => {
      const nameOf = (one: string): string | undefined => [...new URLSearchParams(`&${one}`).keys()][0];
      const url = changeQuery(`/x?${parts.join('&')}`, { [changed]: undefined });
      const kept = parts.filter((one) => nameOf(one) !== changed).join('&');
      expect(url).toBe(kept === '' ? '/x' : `/x?${kept}`);
    }),
  );
});

test.each([
  ['repeat', { a: [1, 2], b: undefined, c: null, d: [] }, 'a=1&a=2&c='],
  ['comma', { a: [1, 'x,y'], b: [] }, 'a=1%2Cx%2Cy'],
  [
    'brackets',
    { a: [1, 2], b: { c: { d: 'e' }, f: [true] } },
    'a%5B%5D=1&a%5B%5D=2&b%5Bc%5D%5Bd%5D=e&b%5Bf%5D%5B%5D=true',
  ],
  ['repeat', new URLSearchParams('x=1&x=2'), 'x=1&x=2'],
  ['repeat', { at: new Date(5) }, 'at=1970-01-01T00%3A00%3A00.005Z'],
] as const)('in the style %s (%#)', (style, given, expected) => {
  expect(writeQuery(given, style)).toBe(expected);
});

test.each([
  ['repeat', { a: { b: 1 } }, 'query.a'],
  ['comma', { a: [[1]] }, 'query.a'],
  ['repeat', { a: Symbol('x') }, 'query.a'],
  ['repeat', { a: new Date(Number.NaN) }, 'query.a'],
  ['brackets', { a: { b: () => 1 } }, 'query.a.b'],
  ['repeat', 'a=1', 'query'],
] as const)('refuses what has no form in the style %s (%#)', (style, given, option) => {
  let thrown: unknown;
  try {
    writeQuery(given, style);
  } catch (error) {
    thrown = error;
  }
  expect(isOptionError(thrown) && thrown.option).toBe(option);
});

test('a value that contains itself is refused', () => {
  const object: Record<string, unknown> = {};
  object['self'] = object;
  const array: unknown[] = [];
  array.push(array);
  for (const cyclic of [object, array]) {
    let thrown: unknown;
    try {
      writeQuery({ a: cyclic }, 'brackets');
    } catch (error) {
      thrown = error;
    }
    expect(isOptionError(thrown) && thrown.option).toBe('query.a');
  }
});
