import { BodyError } from '../../errors/body-error.ts';
import type { HttpHeaders } from '../../headers/headers.ts';

/** A content coding that is decoded here. */
export type Coding = 'gzip' | 'deflate' | 'br' | 'zstd';

/** What `accept-encoding` says when the caller leaves it to the client. */
export const ACCEPTED_CODINGS = 'gzip, deflate, br, zstd';

/** Codings laid over each other, at most; more is an attack, not a service (as curl and urllib3 since their advisories). */
const MAX_LAYERS = 5;

const KNOWN: ReadonlyMap<string, Coding> = new Map<string, Coding>([
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['deflate', 'deflate'],
  ['br', 'br'],
  ['zstd', 'zstd'],
]);

/**
 * The codings of a body, in the order in which they are taken off. Empty when there is none, or when one is unknown:
 * such a body is delivered as it came.
 * @throws BodyError when there are more than five, over all `content-encoding` lines together
 */
export function codingsOf(headers: HttpHeaders): readonly Coding[] {
  const value = headers.get('content-encoding');
  if (value === null) return [];
  const names = value.split(',').map((name) => name.trim().toLowerCase());
  if (names.length > MAX_LAYERS) {
    throw new BodyError('ERR_SLUICE_BODY_DECODE', `more than ${MAX_LAYERS} content codings`);
  }
  const codings: Coding[] = [];
  for (const name of names) {
    if (name === '' || name === 'identity') continue;
    const coding = KNOWN.get(name);
    if (coding === undefined) return [];
    codings.unshift(coding);
  }
  return codings;
}
