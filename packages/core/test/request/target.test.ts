import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBaseUrl, resolveTarget } from '../../src/request/target.ts';
import { isOptionError, type QueryInput } from '../../src/index.ts';
import { text } from '../support/text.ts';

const BASE = 'https://api.test/v1';

/** The URL that a target resolves to, or the error that refuses it. */
function resolve(input: unknown, base?: string, query?: QueryInput, allowOtherOrigin = false): string {
  try {
    return resolveTarget(input, base === undefined ? undefined : parseBaseUrl(base), query, allowOtherOrigin)
      .location.url.href;
  } catch (error) {
    if (!isOptionError(error)) throw error;
    return `refused: ${error.option}`;
  }
}

describe('a path is appended to the base', () => {
  test.each([
    ['users', 'https://api.test/v1/users'],
    ['/users', 'https://api.test/v1/users'],
    ['/', 'https://api.test/v1/'],
    ['', 'https://api.test/v1'],
    ['?q=1', 'https://api.test/v1?q=1'],
    ['#part', 'https://api.test/v1/#part'],
    ['users/1?x=a b', 'https://api.test/v1/users/1?x=a%20b'],
    ['v2/users:batch', 'https://api.test/v1/v2/users:batch'],
    ['./users:batch', 'https://api.test/v1/users:batch'],
    ['a/../b/%2e%2E/', 'https://api.test/v1/'],
    ['a//b', 'https://api.test/v1/a//b'],
    ['a\\b', 'https://api.test/v1/a/b'],
    [' //evil.test', 'https://api.test/v1/%20//evil.test'],
    [' https://evil.test/', 'https://api.test/v1/%20https://evil.test/'],
    ['@evil.test', 'https://api.test/v1/@evil.test'],
    [':80@evil.test', 'https://api.test/v1/:80@evil.test'],
    ['.evil.test', 'https://api.test/v1/.evil.test'],
    ['%2f%2fevil.test', 'https://api.test/v1/%2f%2fevil.test'],
    ['é/€', 'https://api.test/v1/%C3%A9/%E2%82%AC'],
    ['\ud800', 'https://api.test/v1/%EF%BF%BD'],
    ['https://api.test/other', 'https://api.test/other'],
    ['HTTPS://API.TEST:443/other', 'https://api.test/other'],
    ['//api.test/other', 'https://api.test/other'],
    [new URL('https://api.test/other'), 'https://api.test/other'],
  ])('%s', (input, expected) => {
    expect(resolve(input, BASE)).toBe(expected);
  });

  test.each([
    '..',
    '../admin',
    '/../../admin',
    'a/../../admin',
    '%2e%2E/admin',
    '.%2e',
    '..\\admin',
    '../v1',
    '../v1evil',
  ])('%s, which leads above the base, is refused', (input) => {
    expect(resolve(input, BASE)).toBe('refused: url');
    expect(resolve(input, `${BASE}/`, { a: 1 }, true)).toBe('refused: url');
    expect(resolve(input, 'https://api.test')).toMatch(/^https:\/\/api\.test\//);
  });

  test('whether or not the base ends in a slash', () => {
    expect(resolve('users', 'https://api.test/v1/')).toBe('https://api.test/v1/users');
    expect(resolve('users', 'https://api.test')).toBe('https://api.test/users');
    expect(resolve('', 'https://api.test/v1/')).toBe('https://api.test/v1/');
  });
});

describe('a target outside the base is refused unless allowed', () => {
  test.each([
    ['https://evil.test/'],
    ['//evil.test/x'],
    ['///evil.test/x'],
    ['/\\evil.test'],
    ['\\\\evil.test'],
    ['\\/evil.test'],
    ['https:evil.test'],
    ['https:/evil.test'],
    ['http://api.test/'],
    ['https://api.test:444/'],
    ['https://api.test.evil.test/'],
    ['https://api.test@evil.test/'],
    ['https://sub.api.test/'],
    [new URL('https://evil.test/')],
  ])('%s', (input) => {
    expect(resolve(input, BASE)).toBe('refused: url');
    expect(resolve(input, BASE, undefined, true)).toMatch(/^https?:\/\//);
  });

  test('the refusal names the option that allows it, without credentials', () => {
    const base = parseBaseUrl(BASE);
    expect(() =>
      resolveTarget('https://user:secret@evil.test/?token=secret', base, undefined, false),
    ).toThrow(
      expect.objectContaining({
        message:
          'the target is at https://evil.test, not at https://api.test of baseUrl; set allowOtherOrigin to allow it',
      }),
    );
  });

  test('whatever the text, the origin does not change', () => {
    const base = parseBaseUrl('https://user:secret@api.test/v1');
    const part = fc.oneof(
      text(10),
      fc.constantFrom('//', '\\', '/', 'evil.test', 'https:', '@', ':', '..', '?', '#'),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const input = parts.join('');
        try {
          const { location, authorization } = resolveTarget(input, base, undefined, false);
          const { url } = location;
          expect(url.origin).toBe('https://api.test');
          expect(url.username + url.password).toBe('');
          expect(authorization).toBeDefined();
        } catch (error) {
          expect(error).toMatchObject({ code: 'ERR_SLUICE_OPTION' });
          expect((error as Error).message).not.toContain('secret');
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('user and password', () => {
  const credentials = (input: string, base?: string, allow = false) =>
    resolveTarget(input, base === undefined ? undefined : parseBaseUrl(base), undefined, allow).authorization;
  const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;

  test('are removed from the URL and become authorization', () => {
    const { location, authorization } = resolveTarget(
      'http://us%40er:p%C3%A9@a.test/x',
      undefined,
      undefined,
      false,
    );
    expect(location.url.href).toBe('http://a.test/x');
    expect(authorization).toBe(basic('us@er:pé'));
    expect(credentials('http://user@a.test/')).toBe(basic('user:'));
    expect(credentials('http://a.test/')).toBeUndefined();
  });

  test('of the base are sent only to its origin', () => {
    const base = 'https://user:pw@api.test/';
    expect(credentials('x', base)).toBe(basic('user:pw'));
    expect(credentials('https://api.test/y', base)).toBe(basic('user:pw'));
    expect(credentials('https://me:mine@api.test/y', base)).toBe(basic('me:mine'));
    expect(credentials('https://other.test/y', base, true)).toBeUndefined();
    expect(credentials('http://api.test/y', base, true)).toBeUndefined();
    expect(credentials('https://me:mine@other.test/y', base, true)).toBe(basic('me:mine'));
  });

  test.each(['http://%:x@a.test/', 'http://x:%ff@a.test/'])('%s is refused', (input) => {
    expect(resolve(input)).toBe('refused: url');
  });
});

describe('query', () => {
  test.each([
    [{ a: 1, b: 'x y', c: true, d: null, e: undefined, f: 10n }, '?a=1&b=x+y&c=true&d=&f=10'],
    [{ a: [1, 'b', null] }, '?a=1&a=b&a='],
    [{ a: [] }, ''],
    [{}, ''],
    [{ 'a&b': '=&#' }, '?a%26b=%3D%26%23'],
    [new URLSearchParams('a=1&a=2'), '?a=1&a=2'],
  ] as [QueryInput, string][])('%o becomes %s', (query, expected) => {
    expect(resolve('x', BASE, query)).toBe(`https://api.test/v1/x${expected}`);
  });

  test('is appended to the query of the target', () => {
    expect(resolve('x?a=1#f', BASE, { b: 2 })).toBe('https://api.test/v1/x?a=1&b=2#f');
  });

  test.each([
    [5, 'query'],
    ['a=1', 'query'],
    [null, 'query'],
    [[['a', '1']], 'query'],
    [{ a: {} }, 'query.a'],
    [{ a: [{}] }, 'query.a'],
    [{ a: [['x']] }, 'query.a'],
    [{ a: [undefined] }, 'query.a'],
    [{ a: Symbol('x') }, 'query.a'],
    [{ a: () => 1 }, 'query.a'],
  ])('%o is refused', (query, option) => {
    expect(resolve('x', BASE, query as unknown as QueryInput)).toBe(`refused: ${option}`);
  });
});
