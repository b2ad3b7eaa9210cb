// The body of a Request, read ahead so that short bodies are sent with their length and can be sent again.
import { BodyError } from '../errors/body-error.ts';
import type { Clock } from '../time/clock.ts';
import { settledWithin } from '../time/settled-within.ts';

/** The most bytes of a body, beyond its first chunk, that are read before it is sent. */
const READ_AHEAD_BYTES = 16_777_216;

/**
 * How long to wait for a chunk before the body is sent, in ms. Bytes in memory arrive at once, those of a Blob or a form
 * within a few turns of the event loop.
 */
const READ_AHEAD_WAIT = 20;

type Read = Awaited<ReturnType<ReadableStreamDefaultReader<Uint8Array>['read']>>;

/**
 * The body of a Request. The standard does not reveal whether it was made from bytes, text, a form or a Blob, or is a stream
 * of the caller. It is read ahead within bounds: a body that ends within them is sent as bytes, with its length, and can be
 * sent again; any other body is sent as a stream.
 */
export class TakenBody {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #first: Promise<Read>;

  /**
   * Takes the body: from now on, its Request counts as used.
   * @throws TypeError if the body is locked
   */
  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
    this.#first = this.#reader.read();
    // Awaited later, if at all.
    this.#first.catch(() => undefined);
  }

  /**
   * Reads ahead.
   * @returns all of the body, or a stream of it
   * @throws the reason of the signal; BodyError `ERR_SLUICE_BODY_SOURCE` if the body fails
   */
  async content(
    signal: AbortSignal | undefined,
    clock: Clock,
  ): Promise<Uint8Array | AsyncIterable<Uint8Array>> {
    const chunks: Uint8Array[] = [];
    const onAbort = (): void => this.cancel(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      signal?.throwIfAborted();
      let bytes = 0;
      let pending = this.#first;
      for (;;) {
        // oxlint-disable-next-line no-await-in-loop -- a body is read in order
        const next = await settledWithin(pending, clock, READ_AHEAD_WAIT);
        signal?.throwIfAborted();
        if (next === undefined) break;
        if (next.done) return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks);
        if (!(next.value instanceof Uint8Array)) throw new TypeError('a chunk is not a Uint8Array');
        if (chunks.length > 0) bytes += next.value.length;
        chunks.push(next.value);
        pending = this.#reader.read();
        pending.catch(() => undefined);
        if (bytes > READ_AHEAD_BYTES) break;
      }
      return new TakenStream(this.#reader, chunks, pending);
    } catch (cause) {
      this.cancel(cause);
      if (signal?.aborted === true) throw signal.reason;
      throw new BodyError('ERR_SLUICE_BODY_SOURCE', 'the request body failed at its source', { cause });
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** Closes the stream of the caller. */
  cancel(reason: unknown): void {
    this.#reader.cancel(reason).catch(() => undefined);
  }
}

/** The rest of a body that was read ahead. */
class TakenStream implements AsyncIterableIterator<Uint8Array> {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #chunks: Uint8Array[];
  #pending: Promise<Read> | undefined;

  constructor(reader: ReadableStreamDefaultReader<Uint8Array>, chunks: Uint8Array[], pending: Promise<Read>) {
    this.#reader = reader;
    this.#chunks = chunks;
    this.#pending = pending;
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    const value = this.#chunks.shift();
    if (value !== undefined) return { done: false, value };
    const next = await (this.#pending ?? this.#reader.read());
    this.#pending = undefined;
    return next.done ? { done: true, value: undefined } : next;
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    await this.#reader.cancel();
    return { done: true, value: undefined };
  }

  /** Closes the stream before it is iterated. */
  async cancel(): Promise<void> {
    await this.#reader.cancel();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
