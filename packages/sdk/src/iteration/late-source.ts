// An item source that is made when its first item is asked for.
import { SingleUse, type ItemSource } from './single-use.ts';

const DONE: IteratorReturnResult<undefined> = Object.freeze({ done: true, value: undefined });

/** The items of an iterable that a promise gives. Closing it does not wait for the promise. */
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
    // The loop has been left, so that a failure has no receiver.
    this.#items?.return?.().then(undefined, () => undefined);
    this.#items = undefined;
  }

  /** It changes while the promise is pending. */
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
