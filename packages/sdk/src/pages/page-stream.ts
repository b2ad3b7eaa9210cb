// The iterables that consumers get: pages, and the items of pages.
import { SingleUse, type ItemSource } from '../iteration/single-use.ts';
import type { Page } from './page.ts';

/** Pages, for one consumer. Leaving the loop, or `close()`, aborts the request that is in flight. */
export class PageStream<Item = unknown> extends SingleUse<Page<Item>> {
  /** Created by `pages()`. */
  constructor(source: ItemSource<Page>) {
    // The rule, or the schema of the items, determines their type.
    super(source as ItemSource<Page<Item>>);
  }
}

/** The items of pages, for one consumer. Leaving the loop, or `close()`, aborts the request that is in flight. */
export class ItemStream<Item = unknown> extends SingleUse<Item> {
  /** @param max the most items */
  constructor(pages: ItemSource<Page>, max: number = Infinity) {
    super(new PageItems(pages, max) as ItemSource<Item>);
  }
}

const DONE: IteratorReturnResult<undefined> = Object.freeze({ done: true, value: undefined });

class PageItems implements ItemSource<unknown> {
  readonly #pages: ItemSource<Page>;
  #left: number;
  #items: readonly unknown[] = [];
  #taken = 0;

  constructor(pages: ItemSource<Page>, max: number) {
    this.#pages = pages;
    this.#left = max;
  }

  async next(): Promise<IteratorResult<unknown, undefined>> {
    while (this.#left > 0 && this.#taken === this.#items.length) {
      const page = await this.#pages.next();
      if (page.done === true) return DONE;
      this.#items = page.value.items;
      this.#taken = 0;
    }
    if (this.#left === 0) {
      this.#pages.close();
      return DONE;
    }
    this.#left--;
    return { done: false, value: this.#items[this.#taken++] };
  }

  close(): void {
    this.#pages.close();
  }
}
