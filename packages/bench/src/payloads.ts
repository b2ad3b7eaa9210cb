// The bodies that the origin and the clients exchange; both sides check every byte.
import { gzipSync } from 'node:zlib';

/** The small JSON document of most calls. */
export const USER = { id: 1, name: 'Ada Lovelace', tags: ['a', 'b', 'c'] } as const;
export const USER_BYTES: Buffer = Buffer.from(JSON.stringify(USER));

/** The JSON document of a POST: about 1 KB. */
export const ORDER: { readonly id: number; readonly items: readonly object[] } = {
  id: 7,
  items: Array.from({ length: 16 }, (_, index) => ({
    sku: `article-${index}`,
    count: index,
    price: 12.5 * index,
  })),
};
export const ORDER_BYTES: Buffer = Buffer.from(JSON.stringify(ORDER));

/** A compressible JSON document: about 20 KB, 2 KB compressed. */
export const CATALOG: { readonly rows: readonly { readonly name: string }[] } = {
  rows: Array.from({ length: 256 }, (_, index) => ({
    id: index,
    name: `article ${index % 17}`,
    inStock: index % 3 === 0,
  })),
};
export const CATALOG_GZIP: Buffer = gzipSync(JSON.stringify(CATALOG));

/** The content of large bodies, repeated: 64 KiB without a period, so that a misplaced chunk is detected. */
export const PATTERN: Buffer = Buffer.alloc(65_536);
for (let index = 0; index < PATTERN.length; index++) PATTERN[index] = (index * 31 + (index >> 8) * 17) & 0xff;

export const MIB = 1_048_576;
export const MIB_BYTES: Buffer = repeated(MIB);

export const UPLOAD_SIZE: number = 10 * MIB;

/** `size` bytes of the pattern. */
export function repeated(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; at += PATTERN.length) PATTERN.copy(bytes, at);
  return bytes;
}

/** Compares a body that arrives in chunks with `expected`, repeated up to `size` bytes. */
export class BodyCheck {
  readonly #expected: Buffer;
  readonly #size: number;
  #seen = 0;
  #same = true;

  constructor(expected: Buffer, size: number = expected.length) {
    this.#expected = expected;
    this.#size = size;
  }

  add(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length;) {
      const from = this.#seen % this.#expected.length;
      const length = Math.min(chunk.length - at, this.#expected.length - from);
      this.#same &&= this.#expected.compare(chunk, at, at + length, from, from + length) === 0;
      at += length;
      this.#seen += length;
    }
  }

  get bytes(): number {
    return this.#seen;
  }

  /** Whether the body is complete and every byte is right. */
  get good(): boolean {
    return this.#same && this.#seen === this.#size;
  }
}
