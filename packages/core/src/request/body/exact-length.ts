// The content of a request body with a declared length.
import { BodyError } from '../../errors/body-error.ts';
import type { BodyContent } from './request-body.ts';
import { SourceChunks } from './source-chunks.ts';

/**
 * Request body pieces that must add up to a declared length. Bytes beyond it are never sent, since the server would read
 * them as another request. The piece that completes the length is yielded only after the source has ended, so that a body
 * that is too long never becomes a complete request.
 */
class ExactLength implements AsyncIterableIterator<Uint8Array> {
  /** The total number of bytes. */
  readonly length: number;
  readonly #source: AsyncIterator<Uint8Array>;
  #read = 0;
  #over = false;

  /** @param length the total number of bytes that the source must yield */
  constructor(content: AsyncIterable<Uint8Array>, length: number) {
    this.#source = content[Symbol.asyncIterator]();
    this.length = length;
  }

  /** @throws BodyError `ERR_SLUICE_BODY_SOURCE` if the source yields more or fewer bytes */
  async next(): Promise<IteratorResult<Uint8Array>> {
    if (this.#over) return { done: true, value: undefined };
    const piece = await this.#pull();
    if (this.#read === this.length && piece.done !== true) await this.#pull();
    return piece;
  }

  /** The next piece that is not empty. @throws BodyError if it exceeds the length, or if the source ends before the length */
  async #pull(): Promise<IteratorResult<Uint8Array>> {
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- pieces come one after the other
      const piece = await this.#source.next();
      // The reader has stopped meanwhile: the end of the source says nothing about the length.
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

/** The error for a request body with more or fewer bytes than declared. @param read the bytes read so far */
export function mismatch(read: number, declared: number): BodyError {
  const message =
    read < declared
      ? `the request body ended after ${read} of ${declared} bytes`
      : `the request body has more bytes than the ${declared} that were declared`;
  return new BodyError('ERR_SLUICE_BODY_SOURCE', message, { bytes: read });
}

/**
 * For transports: the content of a request body with a declared length. It yields exactly that number of bytes, or fails
 * before it is complete.
 * @param content bytes, or a source of bytes and strings
 * @throws BodyError `ERR_SLUICE_BODY_SOURCE` if the content is bytes of another length. The iterator of a source throws it
 * if the source yields more or fewer bytes, or fails (its error is the cause)
 */
export function exactContent(content: Uint8Array | AsyncIterable<unknown>, length: number): BodyContent {
  if (!(content instanceof Uint8Array)) return new ExactLength(chunksOf(content), length);
  if (content.length !== length) throw mismatch(content.length, length);
  return content;
}

/** Wraps a source so that its chunks are checked, unless they are already. */
export function chunksOf(source: AsyncIterable<unknown>): AsyncIterable<Uint8Array> {
  return source instanceof SourceChunks || source instanceof ExactLength ? source : new SourceChunks(source);
}
