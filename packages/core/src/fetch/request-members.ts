// The checks of those members of RequestInit that are not sent, and the headers that `cache` stands for.
import { POLICIES } from './referrer.ts';

type Check = (value: string) => boolean;

const oneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    values.includes(value);

/** The values that the Fetch standard allows. `navigate` is for browsers alone, also there. */
const CHECKS: Readonly<Record<string, Check>> = {
  mode: oneOf('same-origin', 'no-cors', 'cors'),
  credentials: oneOf('omit', 'same-origin', 'include'),
  cache: oneOf('default', 'no-store', 'reload', 'no-cache', 'force-cache', 'only-if-cached'),
  redirect: oneOf('follow', 'error', 'manual'),
  referrerPolicy: oneOf('', ...POLICIES),
  duplex: oneOf('half'),
  priority: oneOf('high', 'low', 'auto'),
};

const CHECKED = Object.keys(CHECKS);

function notAllowed(name: string, text: string, cause?: unknown): TypeError {
  const message = `fetch: ${name} '${text.slice(0, 80)}' is not allowed`;
  return cause === undefined ? new TypeError(message) : new TypeError(message, { cause });
}

/** Members of `init`, read without those of a polluted prototype. */
export type Given = (name: string) => unknown;

/**
 * @param origin against which a referrer is resolved
 * @throws TypeError for a value that the standard does not allow
 */
export function checkMembers(given: Given, origin: URL | undefined): void {
  for (const name of CHECKED) {
    const value = given(name);
    if (value === undefined) continue;
    // oxlint-disable-next-line typescript/no-base-to-string -- as in the standard; an object without text is refused
    const text = String(value);
    if (CHECKS[name]?.(text) !== true) throw notAllowed(name, text);
  }
  const referrer = given('referrer');
  // oxlint-disable-next-line typescript/no-base-to-string -- see above
  const referrerText = referrer === undefined ? '' : String(referrer);
  if (referrerText !== '') checkReferrer(referrerText, origin);
  const window = given('window');
  if (window !== undefined && window !== null) throw new TypeError('fetch: window can only be null');
  if (given('cache') === 'only-if-cached' && given('mode') !== 'same-origin') {
    throw new TypeError("fetch: cache 'only-if-cached' needs the mode 'same-origin'");
  }
}

function checkReferrer(text: string, origin: URL | undefined): void {
  try {
    void new URL(text, origin?.href);
  } catch (cause) {
    throw notAllowed('referrer', text, cause);
  }
}

/** @throws TypeError for a dispatcher, which would have other connections than the client */
export function refuseDispatcher(given: Given): void {
  const dispatcher = given('dispatcher');
  if (dispatcher !== undefined && dispatcher !== null) {
    const instead =
      'its client has the connections: give the transport of the client what the dispatcher is for';
    throw new TypeError(`fetch: 'dispatcher' is not supported, ${instead}`);
  }
}

/** Methods that a page may send anywhere (Fetch standard, "CORS-safelisted method"). */
const SIMPLE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST']);

/** @throws TypeError for a method that the mode `no-cors` does not allow */
export function checkMode(mode: string, method: string): void {
  if (mode === 'no-cors' && !SIMPLE.has(method)) {
    throw new TypeError(`fetch: the mode 'no-cors' does not allow the method ${method}`);
  }
}

const CONDITIONS = ['if-modified-since', 'if-none-match', 'if-unmodified-since', 'if-match', 'if-range'];

/** Adds the headers that tell caches what `cache` asks for (Fetch standard, HTTP-network-or-cache fetch, step 8). */
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
