// The headers of a fetch.
import { platform } from '../request/body/platform-classes.ts';

/** What the standard takes as headers. */
export type HeadersInit = ConstructorParameters<typeof Headers>[0];

/** Headers that the client sets itself, or that a proxy of the client's gets. */
const OWNED = [
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'host',
  'expect',
  'te',
  'trailer',
  'upgrade',
  'proxy-connection',
  'proxy-authorization',
];

/** The headers of a fetch without those that the client sets itself, and the length that they state. */
export interface FetchHeaders {
  readonly headers: Headers | undefined;
  readonly length: number | undefined;
}

/**
 * Reads headers.
 * @throws TypeError for what the Fetch standard refuses, and for a `content-length` that is no length
 */
export function readHeaders(from: HeadersInit): FetchHeaders {
  if (from === undefined) return { headers: undefined, length: undefined };
  const headers = new (platform().Headers)(from);
  const stated = headers.get('content-length');
  const length = stated === null ? undefined : lengthOf(stated);
  for (const name of OWNED) headers.delete(name);
  return { headers, length };
}

function lengthOf(stated: string): number {
  const length = /^\d+$/.test(stated) ? Number(stated) : Number.NaN;
  if (!Number.isSafeInteger(length)) throw new TypeError('fetch: the header content-length is not a length');
  return length;
}

/**
 * Headers in the order and with the names that the caller wrote, which a `Headers` does not tell.
 * @param from what the headers were read from
 */
export function spelledAs(
  from: HeadersInit,
  headers: Headers | undefined,
): Iterable<[string, string]> | undefined {
  const given = headers === undefined ? [] : namesIn(from);
  if (headers === undefined || given.length === 0) return headers;
  const names = new Map<string, string>();
  for (const name of given) {
    const lower = name.toLowerCase();
    // The first spelling counts, as in Node's fetch.
    if (!names.has(lower)) names.set(lower, name);
  }
  const order = [...names.keys()];
  const rank = (name: string): number => (names.has(name) ? order.indexOf(name) : order.length);
  return [...headers]
    .sort(([one], [other]) => rank(one) - rank(other))
    .map(([name, value]) => [names.get(name) ?? name, value]);
}

/** The names of headers as their caller wrote them; empty if they cannot be read twice. */
function namesIn(from: HeadersInit): string[] {
  if (from === undefined || from instanceof platform().Headers) return [];
  if (Array.isArray(from)) return from.map(([name]) => String(name));
  return Symbol.iterator in from ? [] : Object.keys(from);
}
