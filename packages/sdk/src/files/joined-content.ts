// Joins the contents of several bodies into one.
import type { BodyContent } from '@sluice/core/transport';

/** Yields the chunks of several contents in order. If iteration ends early, or a content fails, all others are closed. */
export class JoinedContent implements AsyncIterableIterator<Uint8Array> {
  readonly #waiting: BodyContent[];
  #current: AsyncIterator<Uint8Array> | undefined;

  constructor(contents: readonly BodyContent[]) {
    this.#waiting = [...contents];
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    for (;;) {
      if (this.#current !== undefined) {
        // oxlint-disable-next-line no-await-in-loop -- one chunk after the other
        const chunk = await this.#nextOf(this.#current);
        if (chunk.done !== true) return chunk;
        this.#current = undefined;
      }
      const content = this.#waiting.shift();
      if (content === undefined) return { done: true, value: undefined };
      if (!(content instanceof Uint8Array)) this.#current = content[Symbol.asyncIterator]();
      else if (content.length > 0) return { done: false, value: content };
    }
  }

  async #nextOf(current: AsyncIterator<Uint8Array>): Promise<IteratorResult<Uint8Array>> {
    try {
      return await current.next();
    } catch (error) {
      // A failed iterator has closed itself. The others are closed here, since a consumer does not call `return()` after a failure.
      this.#current = undefined;
      await this.return().catch(() => undefined);
      throw error;
    }
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    const open = this.#current === undefined ? [] : [this.#current];
    for (const content of this.#waiting.splice(0)) {
      if (!(content instanceof Uint8Array)) open.push(content[Symbol.asyncIterator]());
    }
    this.#current = undefined;
    await Promise.all(open.map(async (iterator) => await iterator.return?.()));
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
