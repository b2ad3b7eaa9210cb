import { BodyError } from '../errors/body-error.ts';
import { refuse } from '../errors/option-error.ts';

const encoder = new TextEncoder();

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** What a caller gave as the source of a body, chunk by chunk as bytes. */
export class SourceChunks implements AsyncIterableIterator<Uint8Array> {
  readonly #source: AsyncIterable<unknown>;
  #iterator: AsyncIterator<unknown> | undefined;
  #over = false;

  constructor(source: AsyncIterable<unknown>) {
    this.#source = source;
  }

  /** @throws BodyError `ERR_SLUICE_BODY_SOURCE` when the source fails, OptionError when it gives anything but bytes and strings. */
  async next(): Promise<IteratorResult<Uint8Array>> {
    if (this.#over) return DONE;
    let next: IteratorResult<unknown>;
    try {
      this.#iterator ??= iteratorOf(this.#source);
      next = await this.#iterator.next();
    } catch (cause) {
      this.#over = true;
      throw new BodyError('ERR_SLUICE_BODY_SOURCE', 'the request body failed at its source', { cause });
    }
    if (next.done === true) {
      this.#over = true;
      return DONE;
    }
    const { value } = next;
    if (value instanceof Uint8Array) return { done: false, value };
    if (typeof value === 'string') return { done: false, value: encoder.encode(value) };
    void this.return();
    throw refuse('body', value, 'a stream of Uint8Array or string chunks');
  }

  /** Gives up on the source, begun or not, and closes it. Does not wait for that: it may be stuck. */
  return(): Promise<IteratorResult<Uint8Array>> {
    if (!this.#over) {
      this.#over = true;
      const iterator = this.#iterator;
      if (iterator === undefined) {
        closeSource(this.#source);
      } else {
        const { destroy } = this.#source as { destroy?: unknown };
        void settle(() => iterator.return?.());
        // The iterator of a stream that brings nothing waits for its next chunk before it closes anything.
        if (typeof destroy === 'function') void settle(() => Reflect.apply(destroy, this.#source, []));
      }
    }
    return Promise.resolve(DONE);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** Reads a source. A web stream by a reader of our own: that can be cancelled while it waits for a chunk. */
function iteratorOf(source: AsyncIterable<unknown>): AsyncIterator<unknown> {
  if (!(source instanceof ReadableStream)) return source[Symbol.asyncIterator]();
  const reader = (source as ReadableStream<unknown>).getReader();
  return {
    next: () => reader.read() as Promise<IteratorResult<unknown>>,
    return: async () => {
      await reader.cancel();
      return DONE;
    },
  };
}

/** Closes a source that was never begun: the iterator of a stream that was not begun would not close it. */
export function closeSource(source: AsyncIterable<unknown>): void {
  const { destroy, cancel } = source as { destroy?: unknown; cancel?: unknown };
  void settle(() => {
    if (typeof destroy === 'function') return Reflect.apply(destroy, source, []);
    if (typeof cancel === 'function') return Reflect.apply(cancel, source, []);
    return source[Symbol.asyncIterator]().return?.();
  });
}

/** Runs a closing that nobody waits for. */
async function settle(close: () => unknown): Promise<void> {
  try {
    await close();
  } catch {
    // The call has its outcome already, so this failure has nobody to go to.
  }
}
