// The bytes of bodies, computed from the number of their call.
import { Random } from './random.ts';

const PATTERN_BYTES = 1_048_583; // A prime, so that no two offsets of a long body are alike.
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

const BLOCK = 10_000;
const BLOCK_HEAD = 40;

const pattern = makePattern();
const blank = Buffer.alloc(65_536, ' ');
let bulk: Buffer | undefined;

/**
 * The bytes of a body: those of a request (`up`) or a response (`down`), which differ from call to call; `bulk`, which
 * compresses to about 1/200; `blank`, which compresses to less than 1/1000.
 */
export type ContentKind = 'up' | 'down' | 'bulk' | 'blank';

/** The bytes of a body. All are ASCII, so that a body can also be given as a string. */
export class Content {
  readonly length: number;
  readonly #pattern: Buffer;
  readonly #shift: number;

  /** @param key distinguishes the bodies of one run */
  constructor(kind: ContentKind, key: number, length: number) {
    this.length = length;
    const own = kind === 'up' || kind === 'down';
    this.#pattern = own ? pattern : kind === 'bulk' ? (bulk ??= makeBulk()) : blank;
    const shift = Math.imul(key, 7_919) + (kind === 'up' ? 0 : 500_009);
    this.#shift = own ? (shift >>> 0) % pattern.length : 0;
  }

  /** A copy of the bytes from `start` on. */
  slice(start = 0, end: number = this.length): Buffer {
    const bytes = Buffer.allocUnsafe(Math.max(0, end - start));
    let offset = (this.#shift + start) % this.#pattern.length;
    for (let filled = 0; filled < bytes.length;) {
      const copied = this.#pattern.copy(bytes, filled, offset);
      filled += copied;
      offset = (offset + copied) % this.#pattern.length;
    }
    return bytes;
  }

  /** Whether these are the bytes from `start` on. */
  matches(bytes: Uint8Array, start: number): boolean {
    let offset = (this.#shift + start) % this.#pattern.length;
    for (let looked = 0; looked < bytes.length;) {
      const piece = bytes.subarray(looked, looked + this.#pattern.length - offset);
      if (Buffer.compare(piece, this.#pattern.subarray(offset, offset + piece.length)) !== 0) return false;
      looked += piece.length;
      offset = 0;
    }
    return true;
  }
}

/** Compares a body with its expected content, piece by piece. */
export class ContentCheck {
  /** Bytes compared so far. */
  received = 0;
  /** A description of the first piece that differs or exceeds the length; undefined if there is none. */
  wrong: string | undefined;
  readonly #content: Content;

  constructor(content: Content) {
    this.#content = content;
  }

  /** Compares the next bytes of the body. */
  take(bytes: Uint8Array): void {
    const start = this.received;
    this.received += bytes.length;
    if (this.wrong !== undefined) return;
    if (this.received > this.#content.length) {
      this.wrong = `${this.received} bytes of ${this.#content.length}`;
    } else if (!this.#content.matches(bytes, start)) {
      const seen = JSON.stringify(Buffer.from(bytes.subarray(0, 60)).toString('latin1'));
      this.wrong = `other bytes in the ${bytes.length} from offset ${start}: ${seen}`;
    }
  }
}

function makePattern(): Buffer {
  const random = new Random(0);
  const bytes = Buffer.allocUnsafe(PATTERN_BYTES);
  for (let index = 0; index < bytes.length; index++) {
    bytes[index] = ALPHABET.charCodeAt(random.between(0, ALPHABET.length));
  }
  return bytes;
}

function makeBulk(): Buffer {
  const bytes = Buffer.alloc(BLOCK * 100, ' ');
  for (let offset = 0; offset < bytes.length; offset += BLOCK) {
    pattern.copy(bytes, offset, offset, offset + BLOCK_HEAD);
  }
  return bytes;
}
