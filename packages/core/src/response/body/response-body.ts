import type { AttemptScope } from '../../lifecycle/attempt-scope.ts';
import { attachCall } from '../../errors/base.ts';
import type { AbortListener } from '../../lifecycle/scope.ts';
import { BodyBuffer } from './body-buffer.ts';
import { alreadyRead, cutShort, discarded, tooLong } from './body-errors.ts';
import { BODY_PAUSE_BYTES, type BodySource } from './body-source.ts';
import { BodyState } from './body-state.ts';
import type { DrainBound, ReadBound } from '../../options/bounds.ts';
import type { DrainResult } from '../../history/drain-result.ts';
import { Draining } from '../drain/draining.ts';

/**
 * The body of a response, and the only place that ends one. However it ends (read, drained, destroyed, failed), its hold
 * on the attempt ends with it, and mostly the attempt's scope, with whatever hangs on that.
 *
 * A transport pushes chunks and then calls `finish` or `fail`; one consumer collects, reads or drains.
 */
export class ResponseBody extends BodyState implements AbortListener {
  readonly #source: BodySource;
  readonly #buffer: BodyBuffer;
  #connectionKept = false;
  #drain: Draining | undefined;
  #discardedBecause: unknown;

  constructor(attempt: AttemptScope, source: BodySource, declaredLength?: number) {
    super(attempt, declaredLength);
    this.#source = source;
    this.#buffer = new BodyBuffer(source);
    attempt.receive(this);
    attempt.addAbortListener(this);
    // An attempt that is over has nobody left who would read it.
    if (attempt.ended) this.destroy(discarded());
  }

  /** From the transport: bytes that arrived. */
  push(chunk: Uint8Array): void {
    if (this.settled || chunk.length === 0) return;
    this.received += chunk.length;
    if (this.#drain !== undefined) return this.#drain.add(chunk.length);
    const limit = this.attempt.call.options.maxResponseBytes;
    if (this.received > limit) return this.destroy(tooLong(this.received, limit));
    if (this.use === 'collect') {
      this.starvedAt = this.now();
      this.#buffer.collect(chunk);
      return;
    }
    if (this.#buffer.give(chunk)) {
      this.starvedAt = Infinity;
      return;
    }
    if (this.#buffer.bytes === 0) this.stall();
    this.#buffer.hold(chunk, this.received !== this.declaredLength);
  }

  /**
   * From the transport: the body arrived whole; one shorter than its declared length is a failure all the same.
   * @param connectionKept whether the connection serves on
   * @param endedAt when its end came, on the clock's monotonic time. Default: now
   */
  finish(connectionKept: boolean, endedAt: number = this.now()): void {
    if (this.settled) return;
    if (this.declaredLength !== undefined && this.received < this.declaredLength) {
      this.fail(cutShort(this.received, this.declaredLength));
      return;
    }
    this.complete = true;
    this.#connectionKept = connectionKept;
    this.#settle(endedAt);
    this.#drain?.end('eof', connectionKept);
    this.#buffer.give(this.use === 'collect' ? this.#buffer.takeAll() : null);
  }

  /** From the transport: the exchange broke, the connection is gone. */
  fail(error: unknown): void {
    if (this.settled) return;
    this.failure = { error };
    this.#settleFailed(error);
  }

  #settleFailed(error: unknown): void {
    if (this.use !== 'drain') {
      this.attempt.record.error ??= error;
      attachCall(error, this.attempt);
    }
    this.#buffer.clear();
    this.reader?.abandon(error);
    this.#settle(this.now());
    this.#drain?.end('error', false);
    this.#buffer.reject(error);
  }

  /** The attempt was aborted: break off. */
  onAbort(reason: unknown): void {
    this.destroy(reason);
  }

  /** Breaks the exchange off; whoever reads gets `reason`. */
  destroy(reason: unknown): void {
    if (this.settled) return;
    // The connection goes first, so that whoever is served by the end of this attempt finds its place free.
    this.failure = { error: reason };
    this.#source.destroy(reason);
    this.#settleFailed(reason);
  }

  /** For the pipeline: an end that the transport has seen and not told yet is told now. */
  flush(): void {
    if (!this.settled) this.#source.flush?.();
  }

  /** The whole body at once when it is already here, else undefined. Counts as reading it. */
  collectNow(): Uint8Array | undefined {
    if (!this.complete || this.use !== 'none') return undefined;
    this.use = 'collect';
    return this.#buffer.takeAll();
  }

  /**
   * The whole body.
   * @throws BodyError when it was already used; whatever it failed with otherwise.
   */
  collect(): Promise<Uint8Array> {
    if (this.use !== 'none') return Promise.reject(this.#usedError());
    this.use = 'collect';
    if (this.failure !== undefined) return Promise.reject(this.failure.error);
    if (this.complete) return Promise.resolve(this.#buffer.takeAll());
    return this.#wait() as Promise<Uint8Array>;
  }

  /** Waits until the whole body is here, and keeps it unread. @throws as {@link ResponseBody.collect} */
  async arrive(): Promise<void> {
    this.#keep(await this.collect());
  }

  /** Keeps the decoded body in place of the received one, unread. */
  keepDecoded(bytes: Uint8Array): void {
    this.decoded = true;
    this.#keep(bytes);
  }

  #keep(bytes: Uint8Array): void {
    if (this.use === 'drain') return;
    this.use = 'none';
    this.#buffer.collect(bytes);
  }

  /** Claims the body for chunk-wise reading. @throws BodyError when it was already used. */
  claim(): void {
    if (this.use !== 'none') throw this.#usedError();
    this.use = 'read';
    this.#buffer.endPeek();
    if (this.#buffer.bytes > 0) this.stall();
  }

  /** From its reader, which asks for no more at present, though there may be more. */
  rest(): void {
    if (this.#buffer.bytes > 0 || this.complete) this.stall();
  }

  /** The next chunk, or null at the end. Only after `claim()`, one at a time: a second read meanwhile is refused. */
  read(): Promise<Uint8Array | null> {
    if (this.#buffer.waiting) return Promise.reject(this.#usedError());
    const chunk = this.#buffer.shift();
    if (chunk !== undefined) {
      this.stalledAt = Infinity;
      if (this.#buffer.bytes > 0 && !this.settled) this.stall();
      if (this.#buffer.bytes < BODY_PAUSE_BYTES && !this.settled) this.#buffer.resume();
      return Promise.resolve(chunk);
    }
    if (this.use === 'drain') return Promise.reject(this.#usedError());
    if (this.failure !== undefined) return Promise.reject(this.failure.error);
    if (this.complete) return Promise.resolve(null);
    return this.#wait();
  }

  /**
   * A copy of the beginning of the body, which stays unread: at most `bytes` of it (and 64 KiB), as much as is there
   * after `time` ms. Empty when the body was already read. Never rejects.
   */
  peek(bound: ReadBound): Promise<Uint8Array> {
    return this.#buffer.peek(bound, this.attempt.call.clock, this.settled || this.use !== 'none');
  }

  /**
   * Reads what is left to its end within a bound and throws it away; over the bound the connection is destroyed.
   * Never rejects. May take over from a reader that gives up.
   * @param because what whoever still reads, or comes to read later, gets. Default: a BodyError
   * `ERR_SLUICE_BODY_DISCARDED`; never an end that looks like the body's own.
   */
  drain(bound: DrainBound, because?: unknown): Promise<DrainResult> {
    if (this.#drain !== undefined) return this.#drain.done;
    this.use = 'drain';
    this.#discardedBecause = because;
    this.starvedAt = this.stalledAt = Infinity;
    const drain = (this.#drain = new Draining(this, this.attempt, bound, this.#buffer));
    if (this.#buffer.waiting) this.#buffer.reject(this.#usedError());
    this.reader?.abandon(this.#usedError());
    if (this.complete) drain.end('eof', this.#connectionKept);
    else if (this.failure !== undefined) drain.end('error', false);
    else if (drain.begin(this.declaredLength)) this.#buffer.resume();
    return drain.done;
  }

  /**
   * Throws away what was not read, within the call's `drain` bound, without waiting for it. From then on it cannot be
   * read, whether it had come whole or not; what was read to its end is left alone.
   */
  discard(): void {
    if (!this.settled) void this.drain(this.attempt.call.options.drain);
    else if (this.use === 'none' || this.#buffer.bytes > 0 || this.reader?.done === false) {
      this.use = 'drain';
      this.#buffer.throwAway();
      this.reader?.abandon(this.#usedError());
    }
  }

  #wait(): Promise<Uint8Array | null> {
    this.starvedAt = this.now();
    this.attempt.awaited(this);
    return this.#buffer.wait();
  }

  #settle(endedAt: number): void {
    this.starvedAt = this.stalledAt = Infinity;
    this.#buffer.endPeek();
    this.attempt.removeAbortListener(this);
    this.attempt.record.timings.body = endedAt - this.headAt;
    this.attempt.release();
  }

  #usedError(): unknown {
    return this.use === 'drain' ? (this.#discardedBecause ??= discarded()) : alreadyRead();
  }
}
