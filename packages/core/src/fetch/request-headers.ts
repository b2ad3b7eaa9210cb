// The headers of a fetch.
import { platform } from '../request/body/platform-classes.ts';

/** Headers in the forms that the Fetch standard accepts. */
export type HeadersInit = ConstructorParameters<typeof Headers>[0];

/** Headers that the client sets itself, or sends to its proxy. */
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
 * @throws TypeError for headers that the Fetch standard refuses, and for a `content-length` that is not a number of bytes
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
  if (!Number.isSafeInteger(length))
    throw new TypeError('fetch: the header content-length is not a number of bytes');
  return length;
}

/**
 * Headers in the order and with the names that the caller wrote, which a `Headers` object does not keep.
 * @param from the argument from which the headers were read
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

/** The names of headers as the caller wrote them; empty if the argument cannot be read twice. */
function namesIn(from: HeadersInit): string[] {
  if (from === undefined || from instanceof platform().Headers) return [];
  if (Array.isArray(from)) return from.map(([name]) => String(name));
  return Symbol.iterator in from ? [] : Object.keys(from);
}
