import { BodyError } from '../../errors/body-error.ts';
import type { BodyContent } from './request-body.ts';
import { SourceChunks } from './source-chunks.ts';

/**
 * Request body pieces that must add up to a declared length. Bytes beyond it would be read as another request by the
 * server, so they are never handed over. The piece that completes the length is handed over only after the source has
 * ended: the server never gets a complete request out of a body that is too long.
 */
class ExactLength implements AsyncIterableIterator<Uint8Array> {
  /** Bytes that it yields in all. */
  readonly length: number;
  readonly #source: AsyncIterator<Uint8Array>;
  #read = 0;
  #over = false;

  /** @param length bytes that the source must yield in all */
  constructor(content: AsyncIterable<Uint8Array>, length: number) {
    this.#source = content[Symbol.asyncIterator]();
    this.length = length;
  }

  /** @throws BodyError `ERR_SLUICE_BODY_SOURCE` when the source yields more or fewer bytes */
  async next(): Promise<IteratorResult<Uint8Array>> {
    if (this.#over) return { done: true, value: undefined };
    const piece = await this.#pull();
    if (this.#read === this.length && piece.done !== true) await this.#pull();
    return piece;
  }

  /** The next piece that is not empty. Past the declared length there must be none. */
  async #pull(): Promise<IteratorResult<Uint8Array>> {
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- pieces come one after the other
      const piece = await this.#source.next();
      // Its reader has left meanwhile, so that the end of the source says nothing about the length.
      if (this.#over) return { done: true, value: undefined };
      if (piece.done === true) {
        this.#over = true;
        if (this.#read < this.length) throw mismatch(this.#read, this.length);
        return piece;
      }
      this.#read += piece.value.length;
      if (this.#read > this.length) {
        void this.return();
        throw mismatch(this.#read, this.length);
      }
      if (piece.value.length > 0) return piece;
    }
  }

  /** Stops reading the source and closes it. */
  async return(): Promise<IteratorResult<Uint8Array>> {
    this.#over = true;
    await this.#source.return?.();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** The error of a request body that has more or fewer bytes than were declared. @param read bytes read so far */
export function mismatch(read: number, declared: number): BodyError {
  const message =
    read < declared
      ? `the request body ended after ${read} of ${declared} bytes`
      : `the request body has more bytes than the ${declared} that were declared`;
  return new BodyError('ERR_SLUICE_BODY_SOURCE', message, { bytes: read });
}

/**
 * For transports: the content of a request body whose length is declared. It yields exactly so many bytes, or fails
 * before it is complete.
 * @param content bytes, or a source of bytes and strings
 * @throws BodyError `ERR_SLUICE_BODY_SOURCE` when bytes at hand have another length; from a source, when it yields more
 * or fewer bytes, or fails itself (its error is the cause)
 */
export function exactContent(content: Uint8Array | AsyncIterable<unknown>, length: number): BodyContent {
  if (!(content instanceof Uint8Array)) return new ExactLength(chunksOf(content), length);
  if (content.length !== length) throw mismatch(content.length, length);
  return content;
}

/** A source of which every chunk is checked. */
export function chunksOf(source: AsyncIterable<unknown>): AsyncIterable<Uint8Array> {
  return source instanceof SourceChunks || source instanceof ExactLength ? source : new SourceChunks(source);
}
