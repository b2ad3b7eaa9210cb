// The chunks of a request body's source, as bytes.
import { BodyError } from '../../errors/body-error.ts';
import { refuse } from '../../errors/option-error.ts';
import { isLost } from './lost-view.ts';

const encoder = new TextEncoder();

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** The chunks of a source that a caller gave as a body, converted to bytes. */
export class SourceChunks implements AsyncIterableIterator<Uint8Array> {
  readonly #source: AsyncIterable<unknown>;
  #iterator: AsyncIterator<unknown> | undefined;
  #over = false;

  constructor(source: AsyncIterable<unknown>) {
    this.#source = source;
  }

  /**
   * The next chunk that is not empty: an empty chunk would end a chunked body.
   * @throws BodyError `ERR_SLUICE_BODY_SOURCE` if the source fails; OptionError if it yields anything but bytes and strings
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
    if (this.#iterator === undefined && isSpent(this.#source)) {
      this.#over = true;
      throw notReplayable();
    }
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

  /** Closes the source, whether it was read from or not. Does not wait for the source, which may be stuck. */
  return(): Promise<IteratorResult<Uint8Array>> {
    if (!this.#over) {
      this.#over = true;
      const iterator = this.#iterator;
      if (iterator === undefined) {
        closeSource(this.#source);
      } else {
        const { destroy } = this.#source as { destroy?: unknown };
        void settle(() => iterator.return?.());
        // The iterator of a stalled stream closes the stream only after its next chunk.
        if (typeof destroy === 'function') void settle(() => Reflect.apply(destroy, this.#source, []));
      }
    }
    return Promise.resolve(DONE);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** Iterables that are their own iterators, such as generators, and were read from or closed. */
const spent = new WeakSet<object>();

/** The iterator of a source. A source that is its own iterator cannot be read again. */
function takeIterator(source: AsyncIterable<unknown>): AsyncIterator<unknown> {
  const iterator = source[Symbol.asyncIterator]();
  if ((iterator as unknown) === source) spent.add(source);
  return iterator;
}

/** Whether a source has already been read to its end: as a body, it would be empty and yet look complete. */
function isSpent(source: AsyncIterable<unknown>): boolean {
  return spent.has(source) || (source as { readableEnded?: unknown }).readableEnded === true;
}

/** The iterator of a source. A web stream is read by a reader, which can be cancelled while it waits for a chunk. */
function iteratorOf(source: AsyncIterable<unknown>): AsyncIterator<unknown> {
  if (!(source instanceof ReadableStream)) return takeIterator(source);
  const reader = (source as ReadableStream<unknown>).getReader();
  return {
    next: () => reader.read() as Promise<IteratorResult<unknown>>,
    return: async () => {
      await reader.cancel();
      return DONE;
    },
  };
}

/**
 * Closes a source that was never read from. Returning the iterator of an unread stream would not close the stream.
 * @param reason the reason with which a web stream is cancelled
 */
export function closeSource(source: AsyncIterable<unknown>, reason?: unknown): void {
  const { destroy, cancel } = source as { destroy?: unknown; cancel?: unknown };
  void settle(() => {
    if (typeof destroy === 'function') return Reflect.apply(destroy, source, []);
    if (typeof cancel === 'function') return Reflect.apply(cancel, source, [reason]);
    return takeIterator(source).return?.();
  });
}

/** Closes a source and ignores a failure: the call has its outcome already. */
async function settle(close: () => unknown): Promise<void> {
  try {
    await close();
  } catch {
    // Nothing depends on the source any more.
  }
}

/** The error of an attempt to send a one-shot stream again. */
export function notReplayable(): BodyError {
  return new BodyError(
    'ERR_SLUICE_BODY_NOT_REPLAYABLE',
    'the request body is a stream that was already read; to make it replayable, give a function that returns a new stream',
  );
}
