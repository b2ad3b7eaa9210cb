// The pieces of a file that is sent, read one ahead.
import fs from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

/** Bytes per piece: large, since each has a cost, but small enough that a slow server accepts one within its limit. */
export const PIECE_BYTES = 262_144;

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * The first `length` bytes of a file, even if it grows meanwhile. While a piece is sent, the next one is read. Reads by position,
 * so that attempts and other readers of an open file do not disturb each other.
 */
export class FilePieces implements AsyncIterableIterator<Uint8Array> {
  /** Whether the memory of a piece is read into again once the next piece is requested. */
  lent = false;
  readonly #file: string | URL | undefined;
  readonly #length: number;
  /** The open file; undefined before the first read of a path. */
  #handle: FileHandle | undefined;
  /** The last read, which may not have ended. */
  #reading: Promise<Buffer> | undefined;
  /** The piece that was given last. */
  #given: Buffer | undefined;
  /** The bytes of all pieces that were given. */
  #position = 0;
  #over = false;

  /** @param file a path, or an open file, which is left open */
  constructor(file: string | URL | FileHandle, length: number) {
    const isPath = typeof file === 'string' || file instanceof URL;
    this.#file = isPath ? file : undefined;
    this.#handle = isPath ? undefined : file;
    this.#length = length;
  }

  /** @throws Error if the file is shorter than `length`; an error of the file system */
  async next(): Promise<IteratorResult<Uint8Array>> {
    if (this.#over) return DONE;
    try {
      const piece = await (this.#reading ??= this.#read());
      // Closed meanwhile.
      if (this.#over) return DONE;
      if (piece.length === 0) {
        throw new Error(`the file ended after ${this.#position} of ${this.#length} bytes`);
      }
      this.#position += piece.length;
      const before = this.#given;
      this.#given = piece;
      if (this.#position < this.#length) this.#readAhead(before);
      else await this.return();
      return { done: false, value: piece };
    } catch (error) {
      void this.return();
      throw error;
    }
  }

  /** Closes a file that was opened here, after the read in progress. */
  async return(): Promise<IteratorResult<Uint8Array>> {
    if (this.#over) return DONE;
    this.#over = true;
    await this.#reading?.catch(() => undefined);
    if (this.#file !== undefined) await this.#handle?.close();
    return DONE;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** @param before the piece that was given before the last one: it has been sent */
  #readAhead(before: Buffer | undefined): void {
    // A short piece could wait in a buffer when the next one is requested.
    const free = this.lent && before?.length === PIECE_BYTES ? before : undefined;
    this.#reading = this.#read(free);
    // Reported by `next()`.
    this.#reading.catch(() => undefined);
  }

  async #read(memory?: Buffer): Promise<Buffer> {
    this.#handle ??= await fs.promises.open(this.#file as string | URL);
    const bytes = Math.min(PIECE_BYTES, this.#length - this.#position);
    const target = memory ?? Buffer.allocUnsafeSlow(bytes);
    const { bytesRead } = await this.#handle.read(target, 0, bytes, this.#position);
    return target.subarray(0, bytesRead);
  }
}
