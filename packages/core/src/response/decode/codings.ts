// The content codings of a response.
import { BodyError } from '../../errors/body-error.ts';
import type { HttpHeaders } from '../../headers/headers.ts';

/** A content coding that this package decodes. */
export type Coding = 'gzip' | 'deflate' | 'br' | 'zstd';

/** The default of `accept-encoding`. */
export const ACCEPTED_CODINGS = 'gzip, deflate, br, zstd';

/** The most codings of one body, as in curl and urllib3 since their security advisories. More are an attack. */
const MAX_LAYERS = 5;

const KNOWN: ReadonlyMap<string, Coding> = new Map<string, Coding>([
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['deflate', 'deflate'],
  ['br', 'br'],
  ['zstd', 'zstd'],
]);

/**
 * The codings of a body, in the order in which they are removed. Empty if there are none, or if one is unknown: such a body
 * is not decoded.
 * @throws BodyError if all `content-encoding` lines together have more than five
 */
export function codingsOf(headers: HttpHeaders): readonly Coding[] {
  const value = headers.get('content-encoding');
  if (value === null) return [];
  // Limited, since the header of a hostile server can have thousands.
  const names = value.split(',', MAX_LAYERS + 1);
  if (names.length > MAX_LAYERS) {
    throw new BodyError('ERR_SLUICE_BODY_DECODE', `more than ${MAX_LAYERS} content codings`);
  }
  const codings: Coding[] = [];
  for (const given of names) {
    const name = given.trim().toLowerCase();
    if (name === '' || name === 'identity') continue;
    const coding = KNOWN.get(name);
    if (coding === undefined) return [];
    codings.unshift(coding);
  }
  return codings;
}
