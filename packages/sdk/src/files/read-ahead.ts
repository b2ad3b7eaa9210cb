// The chunks of a body, of which the next is asked for before the last is processed.
import type { HttpResponse } from '@sluice/core';

/**
 * Reads a body one chunk ahead. What waits in the buffer of a connection is lost when the connection breaks, whereas a chunk
 * that was asked for is not: a short part of a file is not lost while the one before it is written to the disk.
 */
export class ReadAhead implements AsyncIterableIterator<Uint8Array> {
  readonly #source: AsyncIterator<Uint8Array>;
  #next: Promise<IteratorResult<Uint8Array>>;

  /** Claims the body, and asks for its first chunk. */
  constructor(response: HttpResponse) {
    this.#source = response[Symbol.asyncIterator]();
    this.#next = this.#ask();
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    const chunk = await this.#next;
    if (chunk.done !== true) this.#next = this.#ask();
    return chunk;
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    await this.#source.return?.();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #ask(): Promise<IteratorResult<Uint8Array>> {
    const next = this.#source.next();
    // Its failure is the reader's if the reader gets that far.
    next.catch(() => undefined);
    return next;
  }
}
