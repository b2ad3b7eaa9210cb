import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HttpHeaders, type HeadersInput } from '../../src/index.ts';
import { text } from '../support/text.ts';

function lines(input: HeadersInput): string[] {
  return [...HttpHeaders.from(input)].map(([name, value]) => `${name}: ${value}`);
}

describe('headers given by a caller', () => {
  const expected = ['x-a: 1', 'set-cookie: b', 'set-cookie: c'];

  test.each([
    ['an object', { 'X-A': 1, 'Set-Cookie': ['b', 'c'] }],
    [
      'an object without prototype',
      Object.assign(Object.create(null), { 'X-A': '1', 'set-cookie': ['b', 'c'] }),
    ],
    [
      'pairs',
      [
        ['X-A', '1'],
        ['Set-Cookie', 'b'],
        ['set-cookie', 'c'],
      ],
    ],
    [
      'a Headers',
      new Headers([
        ['x-a', '1'],
        ['set-cookie', 'b'],
        ['set-cookie', 'c'],
      ]),
    ],
    ['HttpHeaders', HttpHeaders.from({ 'x-a': '1', 'set-cookie': ['b', 'c'] })],
  ] as [string, HeadersInput][])('%s', (_, input) => {
    expect(lines(input).sort()).toEqual(expected.sort());
  });

  test('a Map too', () => {
    expect(lines(new Map([['X-A', '1']]))).toEqual(['x-a: 1']);
  });

  test('undefined, null and an empty array add nothing', () => {
    expect(lines({ a: undefined, b: null, c: [], d: false })).toEqual(['d: false']);
    expect(HttpHeaders.from(undefined)).toBe(HttpHeaders.empty);
  });

  test.each([
    ['a string', 'x: y'],
    ['a number', 5],
    ['null', null],
    ['pairs of one element', [['a']]],
    ['pairs of three', [['a', 'b', 'c']]],
    ['strings', ['ab']],
    ['a bad name', { 'a b': '1' }],
    ['a bad value', { a: 'x\ny' }],
    ['a bad value in an array', { a: ['x', 'y\0'] }],
    ['an object as value', { a: {} }],
    ['a framing header', { 'Content-Length': '5' }],
    ['a framing header in pairs', [['TRANSFER-ENCODING', 'chunked']]],
    ['a framing header in a Map', new Map([['content-length', '5']])],
    ['a framing header in a Headers', new Headers({ 'content-length': '5' })],
    ['proxy credentials', new Headers({ 'proxy-authorization': 'Basic x' })],
    ['a name in two spellings', { 'X-A': '1', 'x-a': '2' }],
    ['two hosts', { host: ['a', 'b'] }],
    [
      'two hosts as pairs',
      [
        ['host', 'a'],
        ['Host', 'b'],
      ],
    ],
    ['two credentials', { authorization: ['a', 'b'] }],
  ])('refuses %s', (_, input) => {
    expect(() => HttpHeaders.from(input as HeadersInput)).toThrow(
      expect.objectContaining({ code: 'ERR_SLUICE_OPTION' }),
    );
  });

  test('`__proto__` is an ordinary name', () => {
    const input = JSON.parse('{"__proto__":"1","constructor":"2"}') as HeadersInput;
    const headers = HttpHeaders.from(input);
    expect(headers.get('__proto__')).toBe('1');
    expect(headers.get('constructor')).toBe('2');
    expect(headers.get('tostring')).toBeNull();
    expect(inspect(headers)).toContain('constructor');
  });
});

describe('received headers', () => {
  test('keep their order and repeated fields', () => {
    const headers = HttpHeaders.fromReceived({ a: '1', 'set-cookie': ['x=1', 'y=2'], b: undefined });
    expect([...headers]).toEqual([
      ['a', '1'],
      ['set-cookie', 'x=1'],
      ['set-cookie', 'y=2'],
    ]);
    expect(headers.getSetCookie()).toEqual(['x=1', 'y=2']);
    expect(headers.getAll('Set-Cookie')).toEqual(['x=1', 'y=2']);
    expect(headers.get('Set-Cookie')).toBe('x=1, y=2');
    expect(headers.size).toBe(3);
  });

  test('do not include properties of a polluted prototype', () => {
    Object.assign(Object.prototype, { evil: 'yes' });
    try {
      expect(HttpHeaders.fromReceived({ a: '1' }).has('evil')).toBe(false);
      expect(HttpHeaders.from({ a: '1' }).has('evil')).toBe(false);
    } finally {
      Reflect.deleteProperty(Object.prototype, 'evil');
    }
  });
});

describe('changed headers', () => {
  const headers = HttpHeaders.from({ a: '1', b: ['2', '3'] });

  test('merge replaces, adds and removes', () => {
    expect(headers.merge({ B: '4', c: '5', a: null }).raw()).toEqual(['b', '4', 'c', '5']);
    expect(headers.raw()).toEqual(['a', '1', 'b', '2', 'b', '3']);
  });

  test('a merge without headers returns the same object', () => {
    expect(headers.merge({})).toBe(headers);
    expect(headers.merge({ a: undefined })).toBe(headers);
    expect(headers.merge(HttpHeaders.empty)).toBe(headers);
    expect(HttpHeaders.empty.merge(headers)).toBe(headers);
  });

  test('with sets one', () => {
    expect(headers.with('C', '9').raw()).toEqual(['a', '1', 'b', '2', 'b', '3', 'c', '9']);
    expect(headers.with('B', '9').raw()).toEqual(['a', '1', 'b', '9']);
    expect(() => headers.with('a', 'x\r\n')).toThrow(/headers\.a/);
    expect(() => headers.with('a b', 'x')).toThrow(/headers/);
  });

  test('filter keeps matching names, and returns the same object if all match', () => {
    expect(headers.filter((name) => name === 'a').raw()).toEqual(['a', '1']);
    expect(headers.filter(() => true)).toBe(headers);
  });
});

test('names are found in any case; the value of an absent header is null', () => {
  const headers = HttpHeaders.from({ 'X-A': '1' });
  expect([headers.get('x-A'), headers.has('X-a'), headers.get('y'), headers.getAll('y')]).toEqual([
    '1',
    true,
    null,
    [],
  ]);
  expect(headers.raw()).toEqual(['x-a', '1']);
});

test('inspect shows no credential', () => {
  const shown = inspect(
    HttpHeaders.from({
      authorization: 'secret',
      cookie: 'secret',
      'x-api-key': 'secret',
      'x-auth-token': 'secret',
      'x-amz-signature': 'secret',
      accept: ['a', 'b'],
    }),
  );
  expect(shown).not.toContain('secret');
  expect(shown).toContain('a, b');
});

test('whatever is given, the result has only valid lines, each under its own name', () => {
  const value = fc.oneof(text(8), fc.integer(), fc.boolean(), fc.constant(null));
  fc.assert(
    fc.property(fc.dictionary(text(6), fc.oneof(value, fc.array(text(5)))), (input) => {
      let headers: HttpHeaders;
      try {
        headers = HttpHeaders.from(input as HeadersInput);
      } catch (error) {
        expect(error).toMatchObject({ code: 'ERR_SLUICE_OPTION' });
        return;
      }
      for (const [name, value] of headers) {
        // oxlint-disable-next-line no-control-regex -- that none is there is what is tested
        expect(name + value).not.toMatch(/[\r\n\0]/);
        expect(Object.keys(input).map((key) => key.toLowerCase())).toContain(name);
      }
    }),
  );
});

test('64 KiB of repeated patterns are parsed in linear time', () => {
  const spaces = ' '.repeat(65_536);
  const headers = HttpHeaders.from({ a: `x${spaces}x`, b: `${spaces}x${spaces}`, c: '\t \t'.repeat(20_000) });
  expect(headers.get('b')).toBe('x');
  expect(headers.get('c')).toBe('');
});
