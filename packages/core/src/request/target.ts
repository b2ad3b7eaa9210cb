// The target of a call, resolved from its URL and the client's `baseUrl`.
import { OptionError, refuse } from '../errors/option-error.ts';
import { isPlainPath, Location } from './location.ts';
import { originOf } from './origin.ts';
import { parseHttpUrl } from './http-url.ts';
import { appendFields, appendMissing, type QueryInput } from './query.ts';

/** The target of a call: its URL without user info, and the credentials of the user info. */
export interface Target {
  readonly location: Location;
  /** The value of `authorization` for the URL's user and password (RFC 7617), if it had any. */
  readonly authorization: string | undefined;
  /** Whether its origin differs from that of the base. */
  readonly foreign: boolean;
}

// oxlint-disable-next-line no-control-regex -- refusing control characters is the point
const CONTROL = /[\u0000-\u001f\u007f]/;
const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:/;

/**
 * Parses the `baseUrl` of a client.
 * @throws OptionError if it is not an absolute http(s) URL, or has a query or fragment
 */
export function parseBaseUrl(value: unknown): URL {
  const url = parseAbsolute(value instanceof URL ? value.href : value, 'baseUrl');
  if (url.search !== '' || url.hash !== '')
    throw refuse('baseUrl', refusedUrl(value), 'without query and fragment');
  return url;
}

/**
 * Resolves the target of a call. With a base, a path is appended to the base's path, with or without a leading slash, and
 * must not leave it; a target at another origin is refused unless `allowOtherOrigin` is set.
 * @param added query fields for names that are missing; not added at another origin
 * @throws OptionError
 */
export function resolveTarget(
  input: unknown,
  base: URL | undefined,
  query: QueryInput | undefined,
  allowOtherOrigin: boolean,
  added?: URLSearchParams,
): Target {
  const text = input instanceof URL ? input.href : input;
  if (typeof text !== 'string') throw refuse('url', text, 'a string or a URL', adviceInstead(text));
  if (query === undefined && added === undefined) {
    const quick = quickTarget(text, base);
    if (quick !== undefined) return quick;
  }
  if (CONTROL.test(text)) throw refuse('url', refusedUrl(text), 'free of control characters');
  const url = urlOf(text, base);
  const foreign = base !== undefined && url.origin !== base.origin;
  if (foreign && !allowOtherOrigin) {
    throw new OptionError(
      'url',
      `the target is at ${url.origin}, not at ${base.origin} of baseUrl; set allowOtherOrigin to allow it`,
    );
  }
  const fields = new URLSearchParams();
  if (query !== undefined) appendFields(fields, query, 'query');
  if (added !== undefined && !foreign) appendMissing(fields, added, url.searchParams);
  // Appended as text: `url.searchParams` would encode the existing query anew and break a signature over it.
  if (fields.size > 0) url.search += `${url.search === '' ? '' : '&'}${fields.toString()}`;
  const authorization = takeUserInfo(url) ?? (base === undefined || foreign ? undefined : userInfoOf(base));
  if (base === undefined) lastOrigin = originOf(url);
  return { location: Location.ofUrl(url), authorization, foreign };
}

/** The URL of a call's target, without added query fields; undefined if it is refused. */
export function targetUrl(text: string, base: URL | undefined): URL | undefined {
  try {
    return urlOf(text, base);
  } catch {
    return undefined;
  }
}

function urlOf(text: string, base: URL | undefined): URL {
  return base === undefined || leavesBase(text)
    ? parseAbsolute(absolute(text, base), 'url')
    : join(base, text);
}

/** Advice for a value that was given instead of a URL. */
function adviceInstead(given: unknown): string | undefined {
  if (given instanceof Request) return 'use client.fetch(request)';
  return typeof given === 'object' && given !== null
    ? 'give it first, as in client(url, { method, … })'
    : undefined;
}

/** The origin of the last target parsed without a base. */
let lastOrigin = '';

/**
 * The target of a text that needs no parsing: a plain path below a base without user info, or below the origin that was
 * parsed last; undefined for any other text. The URL parser returns the same target at ten times the cost.
 */
function quickTarget(text: string, base: URL | undefined): Target | undefined {
  let origin: string;
  let path: string;
  if (base === undefined) {
    origin = lastOrigin;
    if (origin === '' || text.charCodeAt(origin.length) !== SLASH || !text.startsWith(origin))
      return undefined;
    path = text.slice(origin.length);
    if (!isPlainPath(path)) return undefined;
  } else {
    // Checked before joining, since `//host` names another host.
    if (base.username !== '' || base.password !== '' || text.startsWith('//') || !isPlainPath(text))
      return undefined;
    origin = originOf(base);
    const { pathname } = base;
    path = pathname === '/' ? text : pathname.endsWith('/') ? pathname + text.slice(1) : pathname + text;
  }
  return { location: Location.ofParts(origin, path), authorization: undefined, foreign: false };
}

const SLASH = 47;

/** Whether a text is an absolute URL or names another host; otherwise it is a path below the base. */
function leavesBase(text: string): boolean {
  return SCHEME.test(text) || /^[/\\]{2}/.test(text);
}

function absolute(text: string, base: URL | undefined): string {
  return base !== undefined && !SCHEME.test(text) ? base.protocol + text : text;
}

function join(base: URL, path: string): URL {
  const prefix = base.pathname.endsWith('/') ? base.pathname : `${base.pathname}/`;
  if (path === '' || path.startsWith('?')) return new URL(base.origin + base.pathname + path);
  const url = new URL(base.origin + prefix + (path.startsWith('/') ? path.slice(1) : path));
  if (!url.pathname.startsWith(prefix))
    throw refuse('url', refusedUrl(path), 'a path that stays below baseUrl');
  return url;
}

function parseAbsolute(value: unknown, option: string): URL {
  if (typeof value !== 'string') throw refuse(option, value, 'an absolute http: or https: URL');
  if (CONTROL.test(value)) throw refuse(option, refusedUrl(value), 'free of control characters');
  const url = parseHttpUrl(value);
  if (url === undefined) {
    const hint = option === 'url' && !SCHEME.test(value) ? ' (or give the client a baseUrl)' : '';
    throw refuse(option, refusedUrl(value), `an absolute http: or https: URL with a valid host${hint}`);
  }
  return url;
}

/**
 * A refused URL for a message, without the parts that may be secret: the text before the last `@`, since the end of the
 * password is unknown in a URL that does not parse, and the text after the first `?` or `#`.
 */
export function refusedUrl(value: unknown): string {
  return String(value)
    .replace(/^([a-z][a-z0-9+.-]*:)?.*@/is, '$1//…@')
    .replace(/[?#].*$/s, '?…');
}

function takeUserInfo(url: URL): string | undefined {
  const authorization = userInfoOf(url);
  if (authorization !== undefined) {
    url.username = '';
    url.password = '';
  }
  return authorization;
}

function userInfoOf(url: URL): string | undefined {
  if (url.username === '' && url.password === '') return undefined;
  let pair: string;
  try {
    pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  } catch {
    throw new OptionError('url', 'the user or password in the URL is not percent-encoded UTF-8');
  }
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}
