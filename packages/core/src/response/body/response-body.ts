// The body of a response, and the only class that ends bodies.
import type { AttemptScope } from '../../lifecycle/attempt-scope.ts';
import { attachCall } from '../../errors/base.ts';
import type { AbortListener } from '../../lifecycle/scope.ts';
import { BodyBuffer, type ChunkResolvers } from './body-buffer.ts';
import { cutShort, discarded, tooLong } from './body-errors.ts';
import { BODY_PAUSE_BYTES, canFlush, type BodySource } from './body-source.ts';
import { BodyState } from './body-state.ts';
import { heldBytes, mayShareMemory, ownBytes } from './own-bytes.ts';
import type { DrainBound, ReadBound } from '../../options/bounds.ts';
import type { DrainResult } from '../../history/drain-result.ts';
import { BodyDrain } from '../drain/body-drain.ts';

/**
 * The body of a response, and the only class that ends bodies. However a body ends (read, drained, destroyed, failed), it
 * releases its hold on the attempt, which usually ends the attempt.
 *
 * A transport pushes chunks and then calls `finish` or `fail`; one consumer collects, reads or drains.
 */
export class ResponseBody extends BodyState implements AbortListener {
  readonly #source: BodySource;
  #connectionKept = false;
  #drain: BodyDrain | undefined;

  constructor(attempt: AttemptScope, source: BodySource, declaredLength?: number) {
    super(attempt, declaredLength, new BodyBuffer(source));
    this.#source = source;
    attempt.receive(this);
    attempt.addAbortListener(this);
    // Without its attempt, the body has no reader.
    if (attempt.ended) this.destroy(discarded());
  }

  /**
   * For the transport: bytes arrived.
   * @param lent whether the memory of the chunk is written to again after this call; the body copies the bytes that it keeps
   */
  push(chunk: Uint8Array, lent = false): void {
    if (this.settled || chunk.length === 0) return;
    this.received += chunk.length;
    if (this.#drain !== undefined) return this.#drain.add(chunk.length);
    const limit = this.attempt.call.options.maxResponseBytes;
    if (this.received > limit) return this.destroy(tooLong(this.received, limit));
    const { downloadListener } = this.attempt.call;
    if (downloadListener !== undefined) {
      downloadListener(this.received, this.declaredLength, this.attempt.record.number);
      // The listener may have aborted the call.
      if (this.settled) return;
    }
    if (this.use === 'collect') {
      this.starvedAt = this.now();
      return this.buffer.gather(chunk, lent, (this.declaredLength ?? 0) - this.received);
    }
    if (this.buffer.hasWaiter) {
      this.buffer.resolveWaiter(lent || mayShareMemory(chunk) ? ownBytes(chunk) : chunk);
      this.starvedAt = Infinity;
      return;
    }
    if (this.buffer.bytes === 0) this.stall();
    this.buffer.hold(lent ? heldBytes(chunk) : chunk, this.received === this.declaredLength);
  }

  /**
   * For the transport: the body has ended. It fails if it is shorter than its declared length.
   * @param connectionKept whether the connection can be reused
   * @param endedAt when the end arrived, on the clock's monotonic time. Default: now
   */
  finish(connectionKept: boolean, endedAt: number = this.now()): void {
    if (this.settled) return;
    if (this.declaredLength !== undefined && this.received < this.declaredLength)
      return this.fail(cutShort(this.received, this.declaredLength));
    this.complete = true;
    this.#connectionKept = connectionKept;
    this.#settle(endedAt);
    this.#drain?.end('eof', connectionKept);
    this.buffer.resolveWaiter(this.use === 'collect' ? this.buffer.takeAll() : null);
  }

  /** For the transport: the exchange broke, and its connection. A reader gets the chunks that had arrived, then the error. */
  fail(error: unknown): void {
    if (this.settled) return;
    this.failure = { error };
    if (this.use === 'collect') this.buffer.clear();
    this.reader?.sourceFailed(error);
    this.#settleFailed(error);
  }

  #settleFailed(error: unknown): void {
    if (this.use !== 'drain') {
      this.attempt.record.error ??= error;
      attachCall(error, this.attempt);
    }
    this.#settle(this.now());
    this.#drain?.end('error', false);
    this.buffer.rejectWaiter(error);
  }

  /** The attempt was aborted. */
  onAbort(reason: unknown): void {
    this.destroy(reason);
  }

  /** Aborts the exchange; a reader gets `reason`, and none of the chunks that it has not read. */
  destroy(reason: unknown): void {
    if (this.settled) return;
    // The connection is destroyed first, so that a request that waits for the end of this attempt finds a free place.
    this.failure = { error: reason };
    this.#source.destroy(reason);
    this.buffer.clear();
    this.reader?.abandon(reason);
    this.#settleFailed(reason);
  }

  /** For the pipeline: makes the transport report an end of the body that it has received. */
  flush(): void {
    if (!this.settled && canFlush(this.#source)) this.#source.flush?.();
  }

  /** The whole body if it has arrived, otherwise undefined. Counts as reading it. */
  collectNow(): Uint8Array | undefined {
    if (!this.complete || this.use !== 'none') return undefined;
    this.use = 'collect';
    return this.buffer.takeAll();
  }

  /**
   * The whole body. Refused before its promise is made, so that the stack of the error has the lines of the caller.
   * @throws BodyError if it was already used; its failure
   */
  collect(): Promise<Uint8Array> {
    if (this.use !== 'none') return Promise.reject(this.usedError());
    return new Promise<Uint8Array | null>((resolve, reject) =>
      this.#collectInto({ resolve, reject }),
    ) as Promise<Uint8Array>;
  }

  /** Waits until the whole body has arrived, and leaves it unread. @throws as {@link ResponseBody.collect} */
  arrive(): Promise<void> {
    return new Promise((resolve, reject) => {
      const take = (whole: Uint8Array | null | Promise<never>): void =>
        resolve(whole instanceof Uint8Array ? this.#holdUnread(whole) : (whole as Promise<never>));
      this.#collectInto({ resolve: take, reject });
    });
  }

  #collectInto(waiter: ChunkResolvers): void {
    if (this.use !== 'none') return waiter.reject(this.usedError());
    this.use = 'collect';
    if (this.complete) return waiter.resolve(this.buffer.takeAll());
    if (this.failure === undefined) return this.#wait(waiter);
    this.buffer.clear();
    waiter.reject(this.failure.error);
  }

  /** Replaces the received body by the decoded one, and leaves it unread. */
  replaceByDecoded(bytes: Uint8Array): void {
    this.decoded = true;
    this.#holdUnread(bytes);
  }

  #holdUnread(bytes: Uint8Array): void {
    if (this.use === 'drain') return;
    this.use = 'none';
    this.buffer.collect(bytes);
  }

  /** Claims the body for reading by chunks. @throws BodyError if it was already used */
  claim(): void {
    if (this.use !== 'none') throw this.usedError();
    this.use = 'read';
    this.buffer.endPeek();
    if (this.buffer.bytes > 0) this.stall();
  }

  /** The next chunk, or null at the end. Only after `claim()`, and one read at a time: a concurrent read is refused. */
  read(): Promise<Uint8Array | null> {
    return new Promise((resolve, reject) => this.readInto({ resolve, reject }));
  }

  /** As {@link ResponseBody.read}, for a reader that has a promise of its own. */
  readInto(waiter: ChunkResolvers): void {
    if (this.buffer.hasWaiter) return waiter.reject(this.usedError());
    this.readBegun = true;
    const chunk = this.buffer.shift();
    if (chunk !== undefined) {
      this.stalledAt = Infinity;
      if (this.buffer.bytes > 0 && !this.settled) this.stall();
      if (this.buffer.bytes < BODY_PAUSE_BYTES && !this.settled) this.buffer.resume();
      return waiter.resolve(chunk);
    }
    if (this.use === 'drain') return waiter.reject(this.usedError());
    if (this.failure !== undefined) return waiter.reject(this.failure.error);
    if (this.complete) return waiter.resolve(null);
    this.#wait(waiter);
  }

  /** As a reader of chunks: nothing to release, since the body is its own reader. */
  close(): void {}

  /** A copy of the beginning of the body, which remains unread; see `HttpResponse.peek()`. Never rejects. */
  peek(bound: ReadBound): Promise<Uint8Array> {
    return this.buffer.peek(bound, this.attempt.call.clock, this.settled || this.use !== 'none');
  }

  /**
   * Reads and discards the rest of the body within a bound; beyond the bound, the connection is destroyed. A body that is
   * being read can be drained too. Never rejects.
   * @param because the error of a pending or later read. Default: a BodyError `ERR_SLUICE_BODY_DISCARDED`
   */
  drain(bound: DrainBound, because?: unknown): Promise<DrainResult> {
    if (this.#drain !== undefined) return this.#drain.done;
    this.use = 'drain';
    this.discardReason = because;
    this.starvedAt = this.stalledAt = Infinity;
    const drain = (this.#drain = new BodyDrain(this, this.attempt, bound, this.buffer));
    if (this.buffer.hasWaiter) this.buffer.rejectWaiter(this.usedError());
    this.reader?.abandon(this.usedError());
    if (this.complete) drain.end('eof', this.#connectionKept);
    else if (this.failure !== undefined) drain.end('error', false);
    else if (drain.begin(this.declaredLength)) this.buffer.resume();
    return drain.done;
  }

  /**
   * Drains the body within the call's `drain` bound, without waiting for it. The body cannot be read afterwards, even if it
   * had arrived. Has no effect on a body that was read to its end.
   */
  discard(): void {
    if (!this.settled) void this.drain(this.attempt.call.options.drain);
    else if (this.use === 'none' || this.hasUnread) {
      this.use = 'drain';
      this.buffer.discard();
      this.reader?.abandon(this.usedError());
    }
  }

  #wait(waiter: ChunkResolvers): void {
    this.starvedAt = this.now();
    this.attempt.awaited(this);
    this.buffer.wait(waiter);
  }

  #settle(endedAt: number): void {
    this.starvedAt = this.stalledAt = Infinity;
    this.buffer.endPeek();
    this.attempt.removeAbortListener(this);
    this.attempt.record.timings.body = endedAt - this.headAt;
    this.attempt.release();
  }
}
