// Parsers of options.
import { describe, expect, test } from 'vitest';
import { option, type OptionParser } from '../../src/plugin-api.ts';
import { parseDrain } from '../../src/internal-api.ts';
import { expectOwnCopy } from '../support/expect-own-copy.ts';

const {
  anything,
  boolean,
  bytes,
  duration,
  func,
  integer,
  limitOrFalse,
  oneOf,
  orFalse,
  parseOptions,
  string,
  unknownOption,
} = option;

const REFUSED = Symbol('refused');

function parse(parser: OptionParser<unknown>, value: unknown): unknown {
  try {
    return parser(value, 'a.b');
  } catch (error) {
    expect(error).toMatchObject({ code: 'ERR_SLUICE_OPTION', option: 'a.b' });
    return REFUSED;
  }
}

const MINUTE = duration({ min: 1, infinite: true });
const add = (): number => 1;

test.each<[string, OptionParser<unknown>, unknown[], unknown[]]>([
  ['duration()', duration(), [0, 1.5, 1e9], [-1, Number.NaN, Infinity, '5', null, undefined, true]],
  ['duration with bounds', MINUTE, [1, Infinity], [0, 0.5, -Infinity]],
  ['limitOrFalse', limitOrFalse, [0.1, 5, Infinity], [0, -1, Number.NaN, true, '5', null]],
  ['integer()', integer(), [0, 7], [-1, 1.5, Infinity, 2 ** 53, '7', 7n]],
  ['integer with bounds', integer({ min: 2, max: 4, infinite: true }), [2, 4, Infinity], [1, 5, Number.NaN]],
  ['bytes', bytes, [0, 5, Infinity], [-1, 0.5, '5']],
  ['boolean', boolean, [true, false], [1, 0, 'true', null, undefined, {}]],
  ['string', string, ['', 'x'], [1, null, ['x'], new String('x')]],
  ['func', func(), [add], [{}, null, 'x']],
  ['oneOf', oneOf('a', 'b'), ['a', 'b'], ['c', '', undefined, ['a']]],
  ['orFalse', orFalse(string), [false, 'x'], [true, 0, null]],
  ['anything', anything, [1, null, undefined, add], []],
])('%s', (_, parser, good, bad) => {
  for (const value of good)
    expect(parse(parser, value)).toBe(parser === limitOrFalse && !value ? Infinity : value);
  for (const value of bad) expect(parse(parser, value)).toBe(REFUSED);
});

test('false removes a limit', () => {
  expect(parse(limitOrFalse, false)).toBe(Infinity);
});

describe('parseOptions', () => {
  const parsers = { a: integer(), b: string };

  test('copies known options into an object that inherits nothing', () => {
    const parsed = parseOptions(JSON.parse('{"a":1,"b":"x"}'), parsers, 'opt');
    expectOwnCopy(parsed);
    expect({ ...parsed }).toEqual({ a: 1, b: 'x' });
  });

  test('leaves out options that are not given', () => {
    expect(Object.keys(parseOptions(undefined, parsers, ''))).toEqual([]);
    expect(Object.keys(parseOptions({ a: undefined }, parsers, ''))).toEqual([]);
  });

  test.each([
    [{ c: 1 }, 'opt.c', /unknown option 'opt.c'; allowed: a, b/],
    [JSON.parse('{"__proto__":{"a":1}}'), 'opt.__proto__', /unknown/],
    [{ constructor: 1 }, 'opt.constructor', /unknown/],
    [{ a: -1 }, 'opt.a', /whole number/],
    [[], 'opt', /an object; got an array/],
    [new Map(), 'opt', /an object; got an object of type Map/],
    [new Date(0), 'opt', /got an object of type Date/],
    [null, 'opt', /got null/],
    ['x', 'opt', /an object/],
  ])('refuses %j', (given, option, message) => {
    expect(() => parseOptions(given, parsers, 'opt')).toThrow(
      expect.objectContaining({ option, message: expect.stringMatching(message) }),
    );
  });

  test('reads nothing from the prototype', () => {
    Object.assign(Object.prototype, { a: 5 });
    try {
      expect(Object.keys(parseOptions({ b: 'x' }, parsers, ''))).toEqual(['b']);
    } finally {
      Reflect.deleteProperty(Object.prototype, 'a');
    }
  });

  test('names a top-level path without a dot', () => {
    expect(() => parseOptions({ c: 1 }, parsers, '')).toThrow(expect.objectContaining({ option: 'c' }));
    expect(unknownOption('c', []).message).toBe("unknown option 'c'; no option is allowed here");
  });
});

describe('parseDrain', () => {
  test('takes fields that are left out from the base', () => {
    expect(parseDrain({ bytes: 5 }, 'drain')).toEqual({ bytes: 5, time: 'auto' });
    expect(parseDrain({ bytes: 5 }, 'drain', { bytes: 1, time: 2 })).toEqual({ bytes: 5, time: 2 });
    expect(parseDrain({}, 'drain', { bytes: 1, time: 2 })).toEqual({ bytes: 1, time: 2 });
    expect(parseDrain({ bytes: Infinity, time: Infinity }, 'drain')).toEqual({
      bytes: Infinity,
      time: Infinity,
    });
  });

  test('accepts 0 for no bytes', () => {
    expect(parseDrain(0, 'drain')).toEqual({ bytes: 0, time: 'auto' });
    expect(parseDrain(0, 'drain', {})).toEqual({ bytes: 0 });
  });

  test.each([
    [false, 'drain'],
    [5, 'drain'],
    [null, 'drain'],
    [new Map(), 'drain'],
    [{ bytes: -1 }, 'drain.bytes'],
    [{ time: '5' }, 'drain.time'],
    [{ size: 5 }, 'drain.size'],
  ])('refuses %j', (given, option) => {
    expect(() => parseDrain(given, 'drain')).toThrow(expect.objectContaining({ option }));
  });
});
