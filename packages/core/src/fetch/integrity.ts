// Subresource integrity: whether a body has one of the digests that a request allows.
import { createHash, timingSafeEqual } from 'node:crypto';

/** The algorithms, the strongest last (Subresource Integrity, section 3.2). */
const ALGORITHMS = ['sha256', 'sha384', 'sha512'];

/** An algorithm and its digest. No body matches a digest that is not base64. */
const METADATA = /^(sha(?:256|384|512))(?:-([^?]*).*)?$/;

/**
 * Whether a body matches integrity metadata. Only the digests of the strongest algorithm count, and one of them is
 * enough. Metadata that names no known algorithm is matched by any body.
 */
export function matchesIntegrity(bytes: Uint8Array, metadata: string): boolean {
  const known = metadata.split(/\s+/).flatMap((item) => {
    const match = METADATA.exec(item);
    return match === null ? [] : [{ rank: ALGORITHMS.indexOf(match[1] as string), digest: match[2] ?? '' }];
  });
  if (known.length === 0) return true;
  const strongest = Math.max(...known.map(({ rank }) => rank));
  const actual = createHash(ALGORITHMS[strongest] as string)
    .update(bytes)
    .digest();
  return known.some(({ rank, digest }) => rank === strongest && equal(Buffer.from(digest, 'base64'), actual));
}

function equal(expected: Buffer, actual: Buffer): boolean {
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
