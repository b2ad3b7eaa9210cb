// An async iterable for one consumer.
import { BodyError } from '@sluice/core';

/** Produces the items of a {@link SingleUse}. */
export interface ItemSource<Item> {
  /** The next item. Called again only after the last call has settled, and not after the end, a failure, or `close()`. */
  next(): Promise<IteratorResult<Item, undefined>>;
  /** Releases all resources at once; a pending `next()` settles. Further calls have no effect. */
  close(): void;
}

const DONE: IteratorReturnResult<undefined> = Object.freeze({ done: true, value: undefined });

/**
 * An async iterable that can be iterated once. As with an async generator, concurrent calls of `next()` are queued, and a
 * failure ends the iteration. Unlike with an async generator, leaving the loop does not wait for a pending `next()`.
 */
export abstract class SingleUse<Item> implements AsyncIterable<Item>, AsyncDisposable {
  readonly #source: ItemSource<Item>;
  #taken = false;
  #over = false;
  #last: Promise<IteratorResult<Item, undefined>> | undefined;
  /** The number of calls of `next()` that have not settled. */
  #pending = 0;

  constructor(source: ItemSource<Item>) {
    this.#source = source;
  }

  /**
   * The iterator. Leaving the loop releases the connection at once.
   * @throws BodyError `ERR_SLUICE_BODY_USED` at the second call
   */
  [Symbol.asyncIterator](): AsyncIterator<Item, undefined> {
    if (this.#taken) throw new BodyError('ERR_SLUICE_BODY_USED', 'the stream already has a consumer');
    this.#taken = true;
    return {
      next: () => this.#next(),
      return: () => {
        this.close();
        return Promise.resolve(DONE);
      },
    };
  }

  /** Ends the iteration and releases its connection at once. A loop over the stream ends without an error. */
  close(): void {
    this.#over = true;
    this.#source.close();
  }

  /** The same as {@link SingleUse.close}. */
  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  #next(): Promise<IteratorResult<Item, undefined>> {
    const isQueued = this.#pending > 0 && this.#last !== undefined;
    this.#pending++;
    this.#last = isQueued ? this.#afterLast() : this.#pull();
    return this.#last;
  }

  async #afterLast(): Promise<IteratorResult<Item, undefined>> {
    await this.#last?.catch(() => undefined);
    return await this.#pull();
  }

  async #pull(): Promise<IteratorResult<Item, undefined>> {
    try {
      if (this.#over) return DONE;
      const result = await this.#source.next();
      if (this.#isOver()) return DONE;
      if (result.done === true) this.#over = true;
      return result;
    } catch (error) {
      // The stream was closed during this read, and the error comes from the discarded body.
      if (this.#isOver()) return DONE;
      this.close();
      throw error;
    } finally {
      this.#pending--;
    }
  }

  /** Read through a method, since the compiler does not know that the field changes during `await`. */
  #isOver(): boolean {
    return this.#over;
  }
}
