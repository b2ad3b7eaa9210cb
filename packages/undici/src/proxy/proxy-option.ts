// The option `proxy` of the transport.
import { OptionError } from '@sluice/core';
import { option, refuse } from '@sluice/core/plugin';
import { isLoopback, NoProxyList } from './no-proxy.ts';
import { toProxyHop, type ProxyDescription, type ProxyHop } from './proxy-hop.ts';

const { anything, parseOptions, string } = option;

/**
 * The proxy: `false` for none, a proxy for every request, or `'env'` for the proxies of the environment (`HTTP_PROXY`,
 * `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`, read when the transport is created).
 */
export type ProxyOption = false | string | URL | ProxyDescription;

/** Returns the proxy for a URL; undefined for none. Called for every origin, redirects included. */
export type ProxyChoice = (url: URL) => ProxyHop | undefined;

/**
 * Checks the option `proxy`.
 * @throws OptionError
 */
export function parseProxy(given: unknown, path: string): ProxyChoice {
  if (given === false) return () => undefined;
  if (given === 'env') return fromEnvironment(process.env);
  if (typeof given === 'string' || given instanceof URL) {
    const hop = toProxyHop({ url: given }, path);
    return () => hop;
  }
  if (typeof given !== 'object' || given === null) {
    throw refuse(path, given, "'env', false, a URL or an object with a url");
  }
  const { noProxy, ...proxy } = parseOptions<Record<string, unknown>>(
    given,
    { url: anything, headers: anything, tls: anything, noProxy: string },
    path,
  ) as unknown as ProxyDescription;
  const hop = toProxyHop(proxy, path);
  const direct = new NoProxyList(noProxy ?? '');
  return (url) => (direct.covers(url) ? undefined : hop);
}

/**
 * The proxies of the environment, read as Go reads them: lower-case variables before upper-case ones, `ALL_PROXY` for a
 * scheme without a variable of its own. The upper-case `HTTP_PROXY` is ignored in a CGI program (`REQUEST_METHOD` is set),
 * where a request can set it with the header `Proxy` (CVE-2016-5386). This machine is always reached directly.
 * @throws OptionError with the name of the variable, without its value
 */
export function fromEnvironment(env: Readonly<Record<string, string | undefined>>): ProxyChoice {
  const cgi = (env['REQUEST_METHOD'] ?? '') !== '';
  const read = (...names: string[]): ProxyHop | undefined => {
    for (const name of names) {
      const value = env[name] ?? '';
      if (value === '' || (cgi && name === 'HTTP_PROXY')) continue;
      try {
        return toProxyHop({ url: value }, name);
      } catch (cause) {
        if (!(cause instanceof OptionError)) throw cause;
        throw new OptionError(
          'transport.proxy',
          `the environment variable ${name} must be the URL of an http, https or socks5 proxy`,
        );
      }
    }
    return undefined;
  };
  const plain = read('http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY');
  const secure = read('https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY');
  const direct = new NoProxyList(env['no_proxy'] || env['NO_PROXY'] || '');
  return (url) => {
    if (isLoopback(url) || direct.covers(url)) return undefined;
    return url.protocol === 'https:' ? secure : plain;
  };
}
