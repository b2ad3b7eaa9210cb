// Checksums of a file: those that the caller expects, and those that the server sends.
import { createHash, timingSafeEqual, type Hash } from 'node:crypto';
import type { HttpHeaders } from '@sluice/core';
import { OptionError } from '@sluice/core';
import { option, refuse, type OptionParser } from '@sluice/core/plugin';

/** The algorithms of a {@link Checksum}. */
export type DigestAlgorithm = 'sha256' | 'sha512' | 'md5';

/** The expected checksum of a file: one or more algorithms, each in hex or base64. */
export type Checksum = { readonly [Algorithm in DigestAlgorithm]?: string | undefined };

/** Expected digests in base64, by algorithm. */
export type ExpectedDigests = { readonly [Algorithm in DigestAlgorithm]?: string };

const LENGTHS: Readonly<Record<DigestAlgorithm, number>> = { sha256: 32, sha512: 64, md5: 16 };

/** The algorithms of `repr-digest` and `content-digest` (RFC 9530) that are checked. The others, such as `md5`, are insecure. */
const HEADER_NAMES: Readonly<Record<string, DigestAlgorithm>> = { 'sha-256': 'sha256', 'sha-512': 'sha512' };

/** Checks the option `checksum`. @throws OptionError */
export const parseChecksum: OptionParser<ExpectedDigests> = (value, path) => {
  if (!option.isOptions(value)) throw refuse(path, value, 'an object such as { sha256 }');
  const expected: Partial<Record<DigestAlgorithm, string>> = {};
  for (const [name, text] of Object.entries(value) as [DigestAlgorithm, unknown][]) {
    if (!Object.hasOwn(LENGTHS, name)) throw option.unknownOption(`${path}.${name}`, Object.keys(LENGTHS));
    if (text === undefined) continue;
    const bytes = typeof text === 'string' ? bytesOf(text, LENGTHS[name]) : undefined;
    if (bytes === undefined) throw refuse(`${path}.${name}`, text, `${LENGTHS[name]} bytes in hex or base64`);
    expected[name] = bytes.toString('base64');
  }
  if (Object.keys(expected).length === 0)
    throw new OptionError(path, `option '${path}' must have one of sha256, sha512, md5`);
  return expected;
};

function bytesOf(text: string, length: number): Buffer | undefined {
  const isHex = text.length === length * 2 && /^[\da-f]+$/i.test(text);
  const bytes = Buffer.from(text, isHex ? 'hex' : 'base64');
  return bytes.length === length ? bytes : undefined;
}

/** The digests in a header such as `sha-256=:…:`. Malformed digests and other algorithms are ignored. */
export function digestsIn(headers: HttpHeaders, name: 'repr-digest' | 'content-digest'): ExpectedDigests {
  const found: Partial<Record<DigestAlgorithm, string>> = {};
  for (const [, key = '', text = ''] of (headers.get(name) ?? '').matchAll(
    /([a-z\d-]+)=:([A-Za-z\d+/]+=*):/g,
  )) {
    const algorithm = Object.hasOwn(HEADER_NAMES, key) ? HEADER_NAMES[key] : undefined;
    if (algorithm !== undefined && bytesOf(text, LENGTHS[algorithm]) !== undefined) found[algorithm] = text;
  }
  return found;
}

/** The algorithms of digests. */
export function algorithmsOf(digests: ExpectedDigests): DigestAlgorithm[] {
  return Object.keys(digests) as DigestAlgorithm[];
}

/** Hashes the bytes of a file in order, with several algorithms at once. */
export class RunningDigests {
  /** The number of bytes that were hashed. */
  bytes = 0;
  readonly #hashes = new Map<DigestAlgorithm, Hash>();

  constructor(algorithms: Iterable<DigestAlgorithm>) {
    for (const algorithm of algorithms) this.#hashes.set(algorithm, createHash(algorithm));
  }

  update(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    for (const hash of this.#hashes.values()) hash.update(chunk);
  }

  /** Whether all algorithms of these digests are computed. */
  covers(digests: ExpectedDigests): boolean {
    return algorithmsOf(digests).every((algorithm) => this.#hashes.has(algorithm));
  }

  /** The first algorithm whose digest differs from the expected one; undefined if all match. */
  mismatch(digests: ExpectedDigests): DigestAlgorithm | undefined {
    return algorithmsOf(digests).find((algorithm) => {
      const actual = this.#hashes.get(algorithm)?.copy().digest();
      const wanted = Buffer.from(digests[algorithm] ?? '', 'base64');
      return actual === undefined || actual.length !== wanted.length || !timingSafeEqual(actual, wanted);
    });
  }
}
