// Readers of request bodies: with a declared length, and chunked.
import type { BodyCheck } from '../payloads.ts';

/** Reads one request body. */
export interface BodyReader {
  readonly ended: boolean;
  /** Compares the body with the expected bytes, if its route checks it. */
  readonly check: BodyCheck | undefined;
  /** Reads from `data[at]` on. Returns the index up to which it has read; those bytes must not be passed again. */
  read(data: Buffer, at: number): number;
}

/** Reads a body with a declared length. */
export class LengthReader implements BodyReader {
  readonly check: BodyCheck | undefined;
  #left: number;

  constructor(length: number, check: BodyCheck | undefined) {
    this.#left = length;
    this.check = check;
  }

  get ended(): boolean {
    return this.#left === 0;
  }

  read(data: Buffer, at: number): number {
    const end = Math.min(data.length, at + this.#left);
    this.#left -= end - at;
    this.check?.add(data.subarray(at, end));
    return end;
  }
}

/** Reads a chunked body. */
export class ChunkedReader implements BodyReader {
  readonly check: BodyCheck | undefined;
  ended = false;
  /** Bytes left of the chunk and the line break after it. */
  #left = 0;
  #last = false;

  constructor(check: BodyCheck | undefined) {
    this.check = check;
  }

  read(data: Buffer, from: number): number {
    let at = from;
    while (!this.ended) {
      if (this.#left > 0) {
        const end = Math.min(data.length, at + this.#left);
        const payload = Math.min(end, at + this.#left - 2);
        if (payload > at) this.check?.add(data.subarray(at, payload));
        this.#left -= end - at;
        at = end;
        if (this.#left > 0) return at;
        this.ended = this.#last;
      } else {
        const end = data.indexOf('\r\n', at, 'latin1');
        if (end === -1) return at;
        const size = Number.parseInt(data.toString('latin1', at, end), 16);
        at = end + 2;
        this.#last = size === 0;
        this.#left = size + 2;
      }
    }
    return at;
  }
}
