import { BodyError } from '../../errors/body-error.ts';
import { refuse } from '../../errors/option-error.ts';
import { isLost } from './lost-view.ts';

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

  /**
   * The next chunk that is not empty: an empty one would end a chunked body.
   * @throws BodyError `ERR_SLUICE_BODY_SOURCE` when the source fails, OptionError when it yields anything but bytes and
   * strings.
   */
  async next(): Promise<IteratorResult<Uint8Array>> {
    while (!this.#over) {
      // oxlint-disable-next-line no-await-in-loop -- chunks come one after the other
      const next = await this.#pull();
      if (next.done === true) break;
      const value = this.#bytesOf(next.value);
      if (value.length > 0) return { done: false, value };
    }
    this.#over = true;
    return DONE;
  }

  async #pull(): Promise<IteratorResult<unknown>> {
    try {
      this.#iterator ??= iteratorOf(this.#source);
      return await this.#iterator.next();
    } catch (cause) {
      this.#over = true;
      throw new BodyError('ERR_SLUICE_BODY_SOURCE', 'the request body failed at its source', { cause });
    }
  }

  #bytesOf(chunk: unknown): Uint8Array {
    if (typeof chunk === 'string') return encoder.encode(chunk);
    if (chunk instanceof Uint8Array && !isLost(chunk)) return chunk;
    void this.return();
    throw refuse('body', chunk, 'a stream of Uint8Array or string chunks');
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
