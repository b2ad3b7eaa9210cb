import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseHttpUrl } from '../../src/request/http-url.ts';
import { parseBaseUrl, resolveTarget } from '../../src/request/target.ts';
import { isPlainPath, type Location } from '../../src/request/location.ts';
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

describe('a target that is not an http(s) URL is refused', () => {
  test.each([
    ['users'],
    [''],
    ['/users'],
    ['http://'],
    ['http:///'],
    ['http://[localhost]/'],
    ['http://a%2Fb/'],
    ['http://a%00b/'],
    ['http://a b/'],
    ['http://*/'],
    ['http://*.a.test/'],
    ['http://a.test!/'],
    ['http://a$b/'],
    ['http://a,b/'],
    ['http://xn--a/'],
    ['http://a.test:99999/'],
    ['http://a.test:x/'],
    ['http://[::1%25lo]/'],
    ['http://1.2.3.256/'],
    ['file:///etc/passwd'],
    ['data:text/plain,x'],
    ['javascript:1'],
    ['blob:http://a.test/x'],
    ['ws://a.test/'],
    ['unix:/run/x.sock:/path'],
    ['http+unix://x/'],
    ['ftp://a.test/'],
    ['http://a.test/\r\nhost: evil.test'],
    ['http://a.test/\0'],
    ['http://a.test/\t'],
    [undefined],
    [null],
    [5],
    [['http://a.test/']],
    [{ toString: () => 'http://a.test/' }],
    [{ href: 'http://a.test/' }],
  ])('%j', (input) => {
    expect(resolve(input)).toBe('refused: url');
    if (typeof input === 'string' && input.includes(':'))
      expect(resolve(input, BASE, undefined, true)).toBe('refused: url');
  });

  test.each([
    ['http://127.1/', 'http://127.0.0.1/'],
    ['http://0x7f000001/', 'http://127.0.0.1/'],
    ['http://[::ffff:127.0.0.1]/', 'http://[::ffff:7f00:1]/'],
    ['http://EXAMPLE.test./', 'http://example.test./'],
    ['http://bücher.test/', 'http://xn--bcher-kva.test/'],
    ['http://ａ.test/', 'http://a.test/'],
    ['http://a_b.test/', 'http://a_b.test/'],
  ])('%s is accepted: %s', (input, expected) => {
    expect(resolve(input)).toBe(expected);
    expect(parseHttpUrl(input)?.href).toBe(expected);
  });

  test('a refusal shows no credential of the target', () => {
    const message = (input: string): string => {
      try {
        resolveTarget(input, undefined, undefined, false);
      } catch (error) {
        return (error as Error).message;
      }
      throw new Error(`${input} was not refused`);
    };
    expect(message('ftp://user:secret@a.test/?token=secret')).not.toContain('secret');
    expect(message('http://user:secret@a b/')).not.toContain('secret');
    expect(message('http://us%er:secret@a.test/')).not.toContain('secret');
    expect(message(`ftp://a.test/${'x'.repeat(5_000)}`).length).toBeLessThan(300);
  });
});

describe('a target that is appended without parsing', () => {
  const plain = fc.stringMatching(/^[\w\-~!$&()*+,;=:@./?%]{0,24}$/);

  test('leads to the same URL as the parser, with a base and with the last origin', () => {
    const bases = ['https://api.test', 'https://api.test/v1', 'http://127.0.0.1:8080/a/b/'].map(parseBaseUrl);
    fc.assert(
      fc.property(fc.oneof(plain, text(12)), fc.constantFrom(...bases), (rest, base) => {
        const input = `/${rest}`;
        // A target is never appended unparsed to a base with a user.
        const slow = new URL(base.href);
        slow.username = 'user';
        const quick = attempt(() => resolveTarget(input, base, undefined, false).location);
        const parsed = attempt(() => resolveTarget(input, slow, undefined, false).location);
        expect(quick).toEqual(parsed);
        const absolute = base.origin + input;
        resolveTarget(base.origin, undefined, undefined, false);
        const known = attempt(() => resolveTarget(absolute, undefined, undefined, false).location);
        const url = URL.parse(absolute);
        if (known !== undefined && url !== null && url.username === '' && url.password === '') {
          // The target of an empty query keeps its `?`.
          const target = url.href.slice(url.origin.length).replace(/#.*$/s, '');
          expect(known).toEqual([url.href, url.origin, target]);
        }
      }),
      { numRuns: 5_000 },
    );
  });

  test.each(['/../x', '/a/./b', '/%2e%2e/x', '/a b', '/é', "/a'b", '/a#b', '/a\\b', "/a?b='c", '//a'])(
    '%s is not one',
    (path) => {
      expect(isPlainPath(path) && !path.startsWith('//')).toBe(false);
    },
  );

  test.each(['/', '/users/1', '/a.b/c..d', '/a?b=c&d=%20e', '/a//b/', '/@x/y:z'])('%s is one', (path) => {
    expect(isPlainPath(path)).toBe(true);
    expect(new URL(`http://a.test${path}`).href).toBe(`http://a.test${path}`);
  });

  /** The URL that it resolves to; undefined if it is refused. */
  function attempt(locate: () => Location): string[] | undefined {
    try {
      const { url, origin, path } = locate();
      return [url.href, origin, path];
    } catch (error) {
      if (!isOptionError(error)) throw error;
      return undefined;
    }
  }
});

describe('baseUrl', () => {
  test.each([
    ['api.test'],
    ['/v1'],
    [''],
    ['https://api.test/?q=1'],
    ['https://api.test/#x'],
    ['file:///x'],
    ['https://*/'],
    [5],
    [null],
    [{}],
  ])('%j is refused', (value) => {
    expect(() => parseBaseUrl(value)).toThrow(expect.objectContaining({ option: 'baseUrl' }));
  });

  test('may be a URL object', () => {
    expect(parseBaseUrl(new URL(BASE)).href).toBe(BASE);
  });
});

test('64 KiB of repeated patterns are refused or accepted in linear time', () => {
  for (const part of ['/', '//', '\\', '@', ':', '?', '%', '..', '../', ' ', 'a:', 'é', '[', '&a=']) {
    const long = part.repeat(65_536 / part.length);
    resolve(long, BASE);
    resolve(`http://${long}`);
    resolve(`http://a.test/${long}`);
  }
});
