// The table of the options of a client.
import { describe, expect, test } from 'vitest';
import { expectOwnCopy } from '../support/expect-own-copy.ts';
import { OptionTable } from '../../src/options/option-table.ts';
import { callOption, group, option, optionsOf, type OptionParser } from '../../src/plugin-api.ts';

const { boolean, integer, limitOrFalse, parseOptions } = option;

const NONE = new Set<string>();
const core = {
  throwHttpErrors: true,
  drain: { bytes: 262_144, time: 'auto' },
  maxResponseBytes: Infinity,
  decompress: true,
  maxDecodedBytes: Infinity,
  maxDecodingRatio: 300,
  errorBody: { bytes: 65_536, time: 1_000 },
  allowOtherOrigin: false,
};

/** A plain copy, to compare. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Object.getPrototypeOf(value) !== Object.prototype) expectOwnCopy(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

describe('a table of options', () => {
  test('has the defaults of core', () => {
    const table = new OptionTable([]);
    expect(plain(table.resolve({}, NONE))).toMatchObject(core);
    expectOwnCopy(table.defaults);
    expect(Object.isFrozen(table.defaults)).toBe(true);
  });

  test('returns the defaults themselves for a call without options', () => {
    const table = new OptionTable([]);
    expect(table.resolve({}, NONE)).toBe(table.defaults);
    expect(table.resolve({ drain: undefined, other: 1 }, new Set(['other']))).toBe(table.defaults);
  });

  test('overrides the defaults with given options, and bounds field by field', () => {
    const table = new OptionTable([]);
    table.setDefaults(table.resolve({ drain: { time: 500 }, errorBody: { bytes: 10 } }, NONE));
    expect(plain(table.resolve({ drain: { bytes: 1 }, throwHttpErrors: false }, NONE))).toMatchObject({
      ...core,
      throwHttpErrors: false,
      drain: { bytes: 1, time: 500 },
      errorBody: { bytes: 10, time: 1_000 },
    });
  });

  test('resolves into an object that inherits nothing', () => {
    expectOwnCopy(new OptionTable([]).resolve({ maxResponseBytes: 5 }, NONE));
  });

  test.each([
    [{ bogus: 1 }, 'bogus'],
    [JSON.parse('{"__proto__":1}'), '__proto__'],
    [{ throwHttpErrors: 1 }, 'throwHttpErrors'],
    [{ drain: { bytes: 'x' } }, 'drain.bytes'],
    [{ maxResponseBytes: -1 }, 'maxResponseBytes'],
    [{ allowOtherOrigin: 'yes' }, 'allowOtherOrigin'],
  ])('refuses %j', (given, option) => {
    expect(() => new OptionTable([]).resolve(given as object, NONE)).toThrow(
      expect.objectContaining({ option }),
    );
  });

  test('lists the known names when it refuses a name', () => {
    expect(() => new OptionTable([]).resolve({ thrwHttpErrors: false }, new Set(['body']))).toThrow(
      /allowed: body, throwHttpErrors, drain/,
    );
  });
});

describe('options of plugins', () => {
  const part = (name: string, callOptions: object) => ({ name, callOptions });
  const flag = callOption(boolean, false);

  test('are parsed by their parser and have its default', () => {
    const declared = { count: callOption(integer(), 3), flag };
    const table = new OptionTable([part('p', declared)]);
    const read = (given: object) => optionsOf(declared, { options: table.resolve(given, NONE) });
    expect(read({}).count).toBe(3);
    expect(read({ count: 5 }).count).toBe(5);
    expect(read({ flag: true })).toMatchObject({ count: 3, flag: true });
    expect(table.names).toContain('flag');
  });

  test('pass the value that applies otherwise to their parser', () => {
    const parse: OptionParser<unknown> = (value, path, base) => ({
      ...(base as object),
      ...parseOptions(value, { a: integer(), b: integer() }, path),
    });
    const declared = { pair: callOption(parse, { a: 1, b: 2 }) };
    const table = new OptionTable([part('p', declared)]);
    table.setDefaults(table.resolve({ pair: { a: 7 } }, NONE));
    const options = table.resolve({ pair: { b: 9 } }, NONE);
    expect(optionsOf(declared, { options }).pair).toEqual({ a: 7, b: 9 });
  });

  test('cannot be declared twice', () => {
    expect(() => new OptionTable([part('p', { x: flag }), part('q', { x: flag })])).toThrow(
      /option 'x' is declared by both 'p' and 'q'/,
    );
    expect(() => new OptionTable([part('p', { drain: flag })])).toThrow(/'client' and 'p'/);
    expect(() => new OptionTable([part('p', { x: flag }), part('p', { x: flag })])).toThrow(
      "the client already has the plugin 'p'",
    );
    expect(() => new OptionTable([part('p', { x: flag }), part('q', { x: group({ y: flag }) })])).toThrow(
      /both/,
    );
  });
});

describe('a declaration without a parser', () => {
  test.each([
    [{ x: boolean }, 'callOptions.x'],
    [{ x: undefined }, 'callOptions.x'],
    [{ x: { default: true } }, 'callOptions.x'],
    [{ x: group({ y: boolean }) }, 'callOptions.x.y'],
  ])('is refused: %j', (callOptions, path) => {
    expect(() => new OptionTable([{ name: 'p', callOptions }])).toThrow(
      expect.objectContaining({
        option: path,
        message: expect.stringContaining("callOption() or group() by 'p'"),
      }),
    );
  });
});

describe('a group', () => {
  const ofP = { limit: group({ a: callOption(limitOrFalse, 1) }) };
  const ofQ = { limit: group({ b: callOption(limitOrFalse, 2), c: callOption(limitOrFalse, 3) }) };
  const table = () =>
    new OptionTable([
      { name: 'p', callOptions: ofP },
      { name: 'q', callOptions: ofQ },
    ]);
  const resolve = (limit: unknown): unknown => {
    const options = table().resolve({ limit }, NONE);
    expect(optionsOf(ofP, { options }).limit).toBe(optionsOf(ofQ, { options }).limit);
    return plain(optionsOf(ofP, { options }).limit);
  };

  test('has its fields from several parts', () => {
    expect(resolve(undefined)).toEqual({ a: 1, b: 2, c: 3 });
    expect(resolve({ a: 5, c: false })).toEqual({ a: 5, b: 2, c: Infinity });
    expect(resolve({})).toEqual({ a: 1, b: 2, c: 3 });
  });

  test('is disabled as a whole by false', () => {
    expect(resolve(false)).toEqual({ a: Infinity, b: Infinity, c: Infinity });
  });

  test.each([
    [true, 'limit'],
    [5, 'limit'],
    [null, 'limit'],
    [[], 'limit'],
    [{ d: 1 }, 'limit.d'],
    [{ a: -1 }, 'limit.a'],
    [{ toString: 1 }, 'limit.toString'],
  ])('refuses %j', (limit, option) => {
    expect(() => resolve(limit)).toThrow(expect.objectContaining({ option }));
  });

  test('refuses a field declared twice', () => {
    const one = { name: 'p', callOptions: { limit: group({ a: callOption(boolean, true) }) } };
    expect(() => new OptionTable([one, { ...one, name: 'q' }])).toThrow(
      expect.objectContaining({ option: 'limit.a', message: expect.stringContaining("both 'p' and 'q'") }),
    );
  });

  test('does not mistake a name of Object.prototype for a field', () => {
    const one = { name: 'p', callOptions: { limit: group({ a: callOption(boolean, true) }) } };
    const flag = callOption(boolean, true);
    const two = { name: 'q', callOptions: { limit: group({ toString: flag, constructor: flag }) } };
    expect(() => new OptionTable([one, two])).not.toThrow();
  });
});
