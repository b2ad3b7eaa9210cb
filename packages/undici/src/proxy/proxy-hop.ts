// A checked proxy: its address, credentials and headers.
import { HttpHeaders, OptionError, type HeadersInput, type HeaderValue } from '@sluice/core';
import { option, refuse, safeText } from '@sluice/core/plugin';
import { contentOf } from '@sluice/pool';
import type { SecureTarget } from '../tls/secure.ts';
import { defaultTls, parseTls, type TlsOptions } from '../tls/tls-options.ts';

const { isOptions } = option;

/** A proxy with all its options. */
export interface ProxyDescription {
  /**
   * `http:`, `https:` (TLS to the proxy), `socks5:` or `socks5h:` (the same: names are always resolved by the proxy).
   * User and password may be in the URL.
   */
  readonly url: string | URL;
  /**
   * Sent to the proxy only: with CONNECT, and with the requests that it forwards. `proxy-authorization` replaces the user
   * and password of the URL.
   */
  readonly headers?: HeadersInput | undefined;
  /** TLS with an `https:` proxy. The options for destinations, such as a client certificate, are not used with the proxy. */
  readonly tls?: TlsOptions | undefined;
  /** Hosts that are reached without the proxy, as in the variable `NO_PROXY`. */
  readonly noProxy?: string | undefined;
}

/** A proxy whose options were checked. */
export interface ProxyHop {
  readonly kind: 'http' | 'socks5';
  /** Host name or address, without brackets. */
  readonly hostname: string;
  readonly port: number;
  /** TLS with the proxy. */
  readonly secure: SecureTarget | undefined;
  readonly username: string;
  readonly password: string;
  /** Header names and values alternately, including the credentials for the proxy. Secret. */
  readonly headers: readonly string[];
  /** The proxy without credentials: for keys and messages. */
  readonly label: string;
  /** A string that is equal for equal proxies. Secret: never shown, only digested. */
  readonly identity: string;
}

const PORTS: Readonly<Record<string, number>> = {
  'http:': 80,
  'https:': 443,
  'socks5:': 1080,
  'socks5h:': 1080,
  'socks:': 1080,
};

const CREDENTIALS = 'proxy-authorization';

/**
 * Checks a proxy.
 * @throws OptionError without the URL, which may contain a password
 */
export function toProxyHop(proxy: Omit<ProxyDescription, 'noProxy'>, path: string): ProxyHop {
  const url = parseUrl(proxy.url, path);
  const { protocol } = url;
  const kind = protocol === 'http:' || protocol === 'https:' ? 'http' : 'socks5';
  const hostname = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
  const port = url.port === '' ? (PORTS[protocol] as number) : Number(url.port);
  const tls = proxy.tls === undefined ? defaultTls() : parseTls(proxy.tls, `${path}.tls`);
  const username = decode(url.username, path);
  const password = decode(url.password, path);
  if (kind === 'socks5' && (bytesOf(username) > 255 || bytesOf(password) > 255)) {
    throw refused(
      `${path}.url`,
      'with a user and a password of at most 255 bytes each (RFC 1929)',
      'a longer one',
    );
  }
  const headers = ownHeaders(proxy.headers, path);
  const known = headers[0] === CREDENTIALS;
  if (kind === 'http' && (username !== '' || password !== '') && !known) {
    headers.push(CREDENTIALS, `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`);
  }
  return {
    kind,
    hostname,
    port,
    // TLS sessions with a proxy are not kept: destinations of different trust would share them.
    secure:
      protocol === 'https:' ? { hostname, tls, protocols: ['http/1.1'], sessions: undefined } : undefined,
    username,
    password,
    headers,
    label: `${protocol}//${url.hostname}:${port}`,
    identity: contentOf([kind, protocol, hostname, port, username, password, headers, tls.identity]),
  };
}

/** The header lines for the proxy; `proxy-authorization`, which no call may set, comes first. */
function ownHeaders(given: HeadersInput | undefined, path: string): string[] {
  if (given === undefined) return [];
  const lines = linesOf(given, `${path}.headers`);
  const isOwn = ([name]: readonly unknown[]): boolean => String(name).toLowerCase() === CREDENTIALS;
  const others = lines.filter((line) => !isOwn(line)) as (readonly [string, string])[];
  const [credentials, ...more] = lines.filter(isOwn);
  const headers = [...HttpHeaders.from(others).raw()];
  if (credentials === undefined) return headers;
  if (more.length > 0)
    throw refused(`${path}.headers.${CREDENTIALS}`, 'given once', `${more.length + 1} of it`);
  // Checked as the credentials of an origin are.
  const value = HttpHeaders.from({ authorization: credentials[1] }).get('authorization');
  return value === null ? headers : [CREDENTIALS, value, ...headers];
}

function linesOf(given: HeadersInput, path: string): (readonly [unknown, HeaderValue])[] {
  const words = 'an object, a Headers or an iterable of [name, value] pairs';
  if (typeof given === 'object' && given !== null && Symbol.iterator in given) {
    const lines: unknown[] = [...given];
    if (!lines.every((line) => Array.isArray(line) && line.length === 2)) throw refuse(path, given, words);
    return lines as [unknown, HeaderValue][];
  }
  if (!isOptions(given)) throw refuse(path, given, words);
  return Object.entries(given);
}

function parseUrl(given: unknown, path: string): URL {
  const words = 'the URL of an http, https or socks5 proxy without path';
  const text = given instanceof URL ? given.href : given;
  if (typeof text !== 'string') throw refuse(path, given, words);
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(full)) throw refused(path, words, 'text that is not a URL');
  const url = new URL(full);
  if (!Object.hasOwn(PORTS, url.protocol)) {
    throw refused(path, words, `a URL with the scheme "${safeText(url.protocol, 20)}"`);
  }
  if (url.hostname === '') throw refused(path, words, 'a URL without host');
  const bare = (url.pathname === '/' || url.pathname === '') && url.search === '' && url.hash === '';
  if (!bare) throw refused(path, words, 'a URL with a path, a query or a fragment');
  return url;
}

function decode(text: string, path: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refused(path, 'a URL whose user and password are percent-encoded', 'a URL where they are not');
  }
}

/** A refusal that describes what was given, which may contain a password, in words. */
function refused(path: string, allowed: string, given: string): OptionError {
  return new OptionError(path, `option '${path}' must be ${allowed}; got ${given}`);
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}
