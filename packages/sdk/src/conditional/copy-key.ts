// The key of a copy: which requests the same copy may answer.
import { createHash } from 'node:crypto';
import type { HttpHeaders, HttpRequest } from '@sluice/core';

/**
 * Headers that neither choose a representation nor carry a credential: they do not separate copies, unless `vary` names
 * them. Any other header does, since it may be a credential.
 */
const NEUTRAL =
  /^(?:b3|baggage|cache-control|if-modified-since|if-none-match|pragma|request-id|traceparent|tracestate|user-agent|x-amzn-trace-id|x-b3-.*|x-correlation-id|x-request-id)$/;

/**
 * The key of the copies of a request: the URL and every header that may be a credential or choose a representation. Hashed,
 * so that no credential is kept.
 */
export function keyOf({ origin, path, headers, call }: HttpRequest): string {
  const parts = [origin, path, call.decodesBody ? 'decoded' : 'as sent'];
  const others = [...headers].filter(([name]) => !NEUTRAL.test(name));
  // The order of different headers means nothing; that of equal ones does, and a stable sort keeps it.
  for (const [name, value] of others.toSorted(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)))
    parts.push(name, value);
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64');
}

/** The values of the headers that `vary` names; undefined if it is `*`. */
export function variantOf(vary: string | null, headers: HttpHeaders): string | undefined {
  const names = (vary ?? '').split(',').map((name) => name.trim().toLowerCase());
  if (names.includes('*')) return undefined;
  const named = [...new Set(names)].filter((name) => name !== '').toSorted();
  return JSON.stringify(named.map((name) => [name, headers.getAll(name)]));
}
