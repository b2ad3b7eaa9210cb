// An item source that is opened at its first `next()`.
import { SingleUse, type ItemSource } from './single-use.ts';

const DONE: IteratorReturnResult<undefined> = Object.freeze({ done: true, value: undefined });

/** The items of an iterable that a function opens asynchronously. Closing does not wait for it. */
export class LateSource<Item> implements ItemSource<Item> {
  readonly #open: () => Promise<AsyncIterable<Item>>;
  #items: AsyncIterator<Item> | undefined;
  #closed = false;

  constructor(open: () => Promise<AsyncIterable<Item>>) {
    this.#open = open;
  }

  async next(): Promise<IteratorResult<Item, undefined>> {
    if (this.#items === undefined) {
      const iterable = await this.#open();
      if (this.#isClosed()) return DONE;
      this.#items = iterable[Symbol.asyncIterator]();
    }
    const result = await this.#items.next();
    return result.done === true ? DONE : result;
  }

  close(): void {
    this.#closed = true;
    // The consumer has left the loop, so a failure is ignored.
    this.#items?.return?.().then(undefined, () => undefined);
    this.#items = undefined;
  }

  /** Read through a method, since the compiler does not know that the field changes during `await`. */
  #isClosed(): boolean {
    return this.#closed;
  }
}

/** An iterable that is opened at its first `next()`, for one consumer. */
export class LateIterable<Item> extends SingleUse<Item> {
  constructor(open: () => Promise<AsyncIterable<Item>>) {
    super(new LateSource(open));
  }
}
