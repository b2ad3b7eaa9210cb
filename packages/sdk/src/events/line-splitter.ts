// Splits the chunks of a body into lines.
import { BodyError } from '@sluice/core';

const LF = 0x0a;
const CR = 0x0d;

/** Receives a line: the bytes from `start` to `end` of a buffer. No view is created, which would cost more than most lines. */
export type LineListener = (bytes: Buffer, start: number, end: number) => void;

/** The line ends: `lf` for JSON lines; `any` for CR, LF and CRLF, as in event streams. */
export type LineEnds = 'lf' | 'any';

/**
 * Splits bytes into lines, wherever the chunks are cut. Line ends are single bytes in UTF-8, so a line can be decoded by
 * itself.
 */
export class LineSplitter {
  readonly #maxBytes: number;
  readonly #limitName: string;
  readonly #splitsAtCr: boolean;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  /** Whether the last byte was a CR: an LF that follows belongs to the same line end. */
  #afterCr = false;

  /**
   * @param maxBytes the length of the longest line, in bytes
   * @param limitName the option that sets `maxBytes`, for the error
   */
  constructor(ends: LineEnds, maxBytes: number, limitName: string) {
    this.#maxBytes = maxBytes;
    this.#limitName = limitName;
    this.#splitsAtCr = ends === 'any';
  }

  /** The first byte of the line that has begun; undefined if no byte of it has arrived. */
  get pendingFirst(): number | undefined {
    return this.#pending[0]?.[0];
  }

  /** Passes each line that ends in the chunk to `onLine`, without its line end. @throws BodyError if a line is too long */
  push(given: Uint8Array, onLine: LineListener): void {
    const chunk = asBuffer(given);
    let start = 0;
    if (this.#afterCr && chunk.length > 0) {
      this.#afterCr = false;
      if (chunk[0] === LF) start = 1;
    }
    let lf = chunk.indexOf(LF, start);
    let cr = this.#splitsAtCr ? chunk.indexOf(CR, start) : -1;
    while (lf >= 0 || cr >= 0) {
      const isCr = cr >= 0 && (lf < 0 || cr < lf);
      const end = isCr ? cr : lf;
      this.#pass(chunk, start, end, onLine);
      start = end + 1;
      if (isCr) {
        if (start === chunk.length) this.#afterCr = true;
        else if (chunk[start] === LF) start++;
        cr = chunk.indexOf(CR, start);
      }
      if (lf < start) lf = chunk.indexOf(LF, start);
    }
    if (start < chunk.length) this.#hold(chunk.subarray(start));
  }

  /** Passes the last line, which has no line end, to `onLine`. */
  end(onLine: LineListener): void {
    this.#pass(Buffer.alloc(0), 0, 0, onLine);
  }

  #pass(chunk: Buffer, start: number, end: number, onLine: LineListener): void {
    if (this.#pendingBytes === 0) {
      if (end - start > this.#maxBytes) throw this.tooLong();
      onLine(chunk, start, end);
      return;
    }
    this.#hold(chunk.subarray(start, end));
    const line = Buffer.concat(this.#pending, this.#pendingBytes);
    this.#pending = [];
    this.#pendingBytes = 0;
    onLine(line, 0, line.length);
  }

  #hold(piece: Uint8Array): void {
    if (piece.length === 0) return;
    this.#pendingBytes += piece.length;
    if (this.#pendingBytes > this.#maxBytes) throw this.tooLong();
    this.#pending.push(piece);
  }

  /** The error of a line, or of the lines of one event, that exceed the limit. */
  tooLong(): BodyError {
    const limit = `${this.#limitName} (${this.#maxBytes} bytes)`;
    return new BodyError('ERR_SLUICE_BODY_LIMIT', `a record of the stream is longer than ${limit}`);
  }
}

/** The bytes as a Buffer, whose `toString()` decodes a part without a view. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
