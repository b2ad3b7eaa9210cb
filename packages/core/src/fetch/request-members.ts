// Checks the members of RequestInit that are not sent, and adds the headers of the member `cache`.
import { POLICIES } from './referrer.ts';

/** The values that the Fetch standard allows. Only browsers may use the mode `navigate`. */
const ALLOWED: readonly (readonly [name: string, values: readonly string[]])[] = Object.entries({
  mode: ['same-origin', 'no-cors', 'cors'],
  credentials: ['omit', 'same-origin', 'include'],
  cache: ['default', 'no-store', 'reload', 'no-cache', 'force-cache', 'only-if-cached'],
  redirect: ['follow', 'error', 'manual'],
  referrerPolicy: ['', ...POLICIES],
  duplex: ['half'],
  priority: ['high', 'low', 'auto'],
});

function notAllowed(name: string, text: string, allowed: string, details?: ErrorOptions): TypeError {
  return new TypeError(`fetch: ${name} '${text.slice(0, 80)}' is not allowed; use ${allowed}`, details);
}

/**
 * Converts a value to text as the standard does (Web IDL, `USVString`).
 * @throws TypeError for a symbol
 */
export function textOf(value: unknown): string {
  // As in the standard, an object without text is `[object Object]`.
  // oxlint-disable-next-line typescript/no-unnecessary-template-expression -- the value may be anything
  return `${value as string}`;
}

/** Reads a member of `init`, ignoring a polluted prototype. */
export type ReadMember = (name: string) => unknown;

/**
 * Checks the members that are not sent.
 * @param origin the global origin, against which a referrer is resolved
 * @throws TypeError for a value that the standard does not allow
 */
export function checkMembers(given: ReadMember, origin: URL | undefined): void {
  for (const [name, allowed] of ALLOWED) {
    const value = given(name);
    if (value === undefined) continue;
    const text = textOf(value);
    if (!allowed.includes(text)) throw notAllowed(name, text, allowed.map((item) => `'${item}'`).join(', '));
  }
  const referrer = given('referrer');
  const referrerText = referrer === undefined ? '' : textOf(referrer);
  if (referrerText !== '') checkReferrer(referrerText, origin);
  const window = given('window');
  if (window !== undefined && window !== null)
    throw new TypeError('fetch: window must be null if it is given');
  if (given('cache') === 'only-if-cached' && given('mode') !== 'same-origin') {
    throw new TypeError("fetch: cache 'only-if-cached' needs the mode 'same-origin'");
  }
}

function checkReferrer(text: string, origin: URL | undefined): void {
  try {
    void new URL(text, origin?.href);
  } catch (cause) {
    throw notAllowed('referrer', text, 'a URL', { cause });
  }
}

/** @throws TypeError for a dispatcher, whose connections are not those of the client */
export function refuseDispatcher(given: ReadMember): void {
  const dispatcher = given('dispatcher');
  if (dispatcher !== undefined && dispatcher !== null) {
    const reason = 'since the client owns the connections: configure the transport of the client instead';
    throw new TypeError(`fetch: 'dispatcher' is not supported, ${reason}`);
  }
}

/** Methods that a page may send to any origin (Fetch standard, "CORS-safelisted method"). */
const SIMPLE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST']);

/** @throws TypeError for a method that the mode `no-cors` does not allow */
export function checkMode(mode: string, method: string): void {
  if (mode === 'no-cors' && !SIMPLE.has(method)) {
    throw new TypeError(`fetch: the mode 'no-cors' does not allow the method ${method}`);
  }
}

const CONDITIONS = ['if-modified-since', 'if-none-match', 'if-unmodified-since', 'if-match', 'if-range'];

/** Adds the headers for caches that the member `cache` implies (Fetch standard, HTTP-network-or-cache fetch, step 8). */
export function addCacheHeaders(headers: Headers, cache: string | undefined): void {
  const mode =
    (cache === undefined || cache === 'default') && CONDITIONS.some((name) => headers.has(name))
      ? 'no-store'
      : cache;
  if (mode === 'no-cache' && !headers.has('cache-control')) headers.set('cache-control', 'max-age=0');
  if (mode !== 'no-store' && mode !== 'reload') return;
  if (!headers.has('pragma')) headers.set('pragma', 'no-cache');
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-cache');
}
