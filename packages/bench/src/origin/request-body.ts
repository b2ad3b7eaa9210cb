// Readers of request bodies: of a declared length, and chunked.
import type { BodyCheck } from '../payloads.ts';

/** Reads one request body. */
export interface BodyReader {
  readonly ended: boolean;
  /** What the body is compared with, if its route checks it. */
  readonly check: BodyCheck | undefined;
  /** Reads on from `data[at]`; returns where it stopped. Bytes before that need not be shown again. */
  read(data: Buffer, at: number): number;
}

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

export class ChunkedReader implements BodyReader {
  readonly check: BodyCheck | undefined;
  ended = false;
  /** Bytes left of the chunk and the line break behind it. */
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
