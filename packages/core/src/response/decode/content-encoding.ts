// The parser of `content-encoding`.
import { BodyError } from '../../errors/body-error.ts';
import type { HttpHeaders } from '../../headers/headers.ts';
import type { Coding } from './codings.ts';

/** The most codings of one body, as in curl and urllib3 since their security advisories. More are treated as an attack. */
const MAX_CODINGS = 5;

const BY_NAME: ReadonlyMap<string, Coding> = new Map<string, Coding>([
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['deflate', 'deflate'],
  ['br', 'br'],
  ['zstd', 'zstd'],
]);

/**
 * The codings of a body, in the order in which they are removed. Empty for a body without codings, and for a body with an
 * unknown coding, which is not decoded.
 * @throws BodyError if all `content-encoding` lines together have more than five
 */
export function codingsOf(headers: HttpHeaders): readonly Coding[] {
  const value = headers.get('content-encoding');
  if (value === null) return [];
  // Limited, since the header of a hostile server can have thousands.
  const names = value.split(',', MAX_CODINGS + 1);
  if (names.length > MAX_CODINGS) {
    throw new BodyError('ERR_SLUICE_BODY_DECODE', `the body has more than ${MAX_CODINGS} content codings`);
  }
  const codings: Coding[] = [];
  for (const given of names) {
    const name = given.trim().toLowerCase();
    if (name === '' || name === 'identity') continue;
    const coding = BY_NAME.get(name);
    if (coding === undefined) return [];
    codings.unshift(coding);
  }
  return codings;
}
