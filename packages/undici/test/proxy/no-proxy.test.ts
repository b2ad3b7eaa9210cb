import { expect, test } from 'vitest';
import { NoProxyList } from '../../src/proxy/no-proxy.ts';
import { fromEnvironment } from '../../src/proxy/proxy-option.ts';

/** List, URL, whether the list covers it. */
const SPELLINGS: readonly (readonly [list: string, url: string, covered: boolean])[] = [
  ['example.com', 'http://example.com/', true],
  ['example.com', 'http://EXAMPLE.com/', true],
  ['EXAMPLE.COM', 'http://example.com/', true],
  ['example.com', 'http://example.com./', true],
  ['example.com.', 'http://example.com/', true],
  ['example.com', 'http://www.example.com/', true],
  ['example.com', 'http://badexample.com/', false],
  ['example.com', 'http://example.com.evil.net/', false],
  ['.example.com', 'http://www.example.com/', true],
  ['.example.com', 'http://example.com/', false],
  ['*.example.com', 'http://a.b.example.com/', true],
  ['*.example.com', 'http://example.com/', false],
  ['www.example.com', 'http://example.com/', false],
  ['example.com:8080', 'http://example.com:8080/', true],
  ['example.com:8080', 'http://example.com/', false],
  ['example.com:443', 'https://example.com/', true],
  ['example.com:80', 'https://example.com/', false],
  ['a.net, example.com', 'http://example.com/', true],
  ['a.net example.com', 'http://example.com/', true],
  [' , ,example.com,, ', 'http://example.com/', true],
  ['*', 'http://anything.net/', true],
  ['', 'http://example.com/', false],
  ['bücher.example', 'http://xn--bcher-kva.example/', true],
  ['xn--bcher-kva.example', 'http://bücher.example/', true],
  ['10.0.0.1', 'http://10.0.0.1/', true],
  ['10.0.0.1', 'http://10.0.0.10/', false],
  ['10.0.0.1', 'http://012.0.0.1/', true],
  ['10.0.0.1', 'http://0xa.0.0.1/', true],
  ['10.0.0.1', 'http://10.1/', true],
  ['10.0.0.1', 'http://167772161/', true],
  ['0xa.0.0.1', 'http://10.0.0.1/', true],
  ['10.1', 'http://10.0.0.1/', true],
  ['10.0.0.1', 'http://[::ffff:10.0.0.1]/', true],
  ['::ffff:10.0.0.1', 'http://10.0.0.1/', true],
  ['10.0.0.1:8080', 'http://10.0.0.1:8080/', true],
  ['10.0.0.1:8080', 'http://10.0.0.1:8081/', false],
  ['10.0.0.0/8', 'http://10.200.3.4/', true],
  ['10.0.0.0/8', 'http://11.0.0.1/', false],
  ['10.0.0.0/8', 'http://[::ffff:10.0.0.1]/', true],
  ['10.0.0.0/33', 'http://10.0.0.1/', false],
  ['0.0.0.1', 'http://10.0.0.1/', false],
  ['.0.0.1', 'http://10.0.0.1/', false],
  ['2001:db8::1', 'http://[2001:db8::1]/', true],
  ['[2001:db8::1]', 'http://[2001:db8:0:0::1]/', true],
  ['2001:DB8:0::1', 'http://[2001:db8::1]/', true],
  ['[2001:db8::1]:8080', 'http://[2001:db8::1]:8080/', true],
  ['[2001:db8::1]:8080', 'http://[2001:db8::1]/', false],
  ['2001:db8::/32', 'http://[2001:db8:1::5]/', true],
  ['2001:db8::/32', 'http://[2001:db9::5]/', false],
  ['fe80::1%eth0', 'http://[fe80::1]/', false],
  ['localhost%00.net', 'http://localhost/', false],
  ['http://example.com', 'http://example.com/', false],
];

test.each(SPELLINGS)('V5: NO_PROXY=%j, %s: %s', (list, url, covered) => {
  expect(new NoProxyList(list).covers(new URL(url))).toBe(covered);
});

test('a hostile list is parsed in linear time', () => {
  for (const piece of ['.', '*.', ':', '[', '1/', 'a,', ' ', '%', '10.0.0.0/8 ']) {
    const list = new NoProxyList(piece.repeat(65_536 / piece.length));
    list.covers(new URL('http://example.com/'));
  }
});

const label = (env: Record<string, string>, url: string): string | undefined =>
  fromEnvironment(env)(new URL(url))?.label;

test('the precedence of the variables', () => {
  const both = { HTTP_PROXY: 'http://up:1', http_proxy: 'http://low:2', HTTPS_PROXY: 'socks5://s:3' };
  expect(label(both, 'http://a.net/')).toBe('http://low:2');
  expect(label(both, 'https://a.net/')).toBe('socks5://s:3');
  expect(label({ ALL_PROXY: 'proxy.net:8080' }, 'https://a.net/')).toBe('http://proxy.net:8080');
  expect(label({ HTTP_PROXY: 'http://p:1' }, 'https://a.net/')).toBeUndefined();
  expect(label({ HTTP_PROXY: 'http://p:1', NO_PROXY: 'a.net' }, 'http://a.net/')).toBeUndefined();
  // Set to nothing is not set, as for the proxies themselves.
  const empty = { HTTP_PROXY: 'http://p:1', no_proxy: '', NO_PROXY: 'a.net' };
  expect(label(empty, 'http://a.net/')).toBeUndefined();
});

test('V54: in a CGI program the upper-case HTTP_PROXY is ignored', () => {
  const cgi = { REQUEST_METHOD: 'GET', HTTP_PROXY: 'http://evil:1' };
  expect(label(cgi, 'http://a.net/')).toBeUndefined();
  expect(label({ ...cgi, http_proxy: 'http://good:1' }, 'http://a.net/')).toBe('http://good:1');
  expect(label({ ...cgi, HTTPS_PROXY: 'http://good:1' }, 'https://a.net/')).toBe('http://good:1');
});

test.each([
  'localhost',
  'a.localhost',
  '127.0.0.1',
  '127.1.2.3',
  '0x7f.1',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '0.0.0.0',
])('this machine (%s) is reached directly', (host) =>
  expect(label({ HTTP_PROXY: 'http://p:1' }, `http://${host}/`)).toBeUndefined(),
);

test('the error for an invalid variable names it but does not contain its value', () => {
  const bad = (): unknown => fromEnvironment({ HTTPS_PROXY: 'ftp://user:geheim@p' });
  expect(bad).toThrow(/HTTPS_PROXY/);
  expect(bad).not.toThrow(/geheim/);
});
