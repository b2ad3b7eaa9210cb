// A response body as an async iterator.
import type { ChunkReader } from './body/chunk-reader.ts';
import type { ResponseBody } from './body/response-body.ts';

const DONE: IteratorReturnResult<undefined> = Object.freeze({ done: true, value: undefined });

/**
 * A claimed body as an async iterator. Leaving the loop early discards the rest within the call's bound. As with an async
 * generator, concurrent calls of `next()` are queued.
 */
export class BodyIterator implements AsyncIterableIterator<Uint8Array> {
  readonly #body: ResponseBody;
  readonly #reader: ChunkReader;
  #lastRead: Promise<unknown> | undefined;
  #pendingReads = 0;
  #closed = false;

  constructor(body: ResponseBody, reader: ChunkReader) {
    this.#body = body;
    this.#reader = reader;
  }

  next(): Promise<IteratorResult<Uint8Array>> {
    const read = (): Promise<IteratorResult<Uint8Array>> => this.#read();
    const result =
      this.#lastRead === undefined || this.#pendingReads === 0 ? read() : this.#lastRead.then(read, read);
    this.#pendingReads++;
    this.#lastRead = result;
    return result;
  }

  async #read(): Promise<IteratorResult<Uint8Array>> {
    if (this.#closed) return DONE;
    try {
      const chunk = await this.#reader.read();
      return chunk === null ? DONE : { done: false, value: chunk };
    } catch (error) {
      // The caller left the loop during this read: the error is that of the discarded body.
      if (this.#closed) return DONE;
      throw error;
    } finally {
      this.#pendingReads--;
    }
  }

  return(): Promise<IteratorResult<Uint8Array>> {
    this.#closed = true;
    this.#body.discard();
    this.#reader.close();
    return Promise.resolve(DONE);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
