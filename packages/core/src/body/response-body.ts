import type { AttemptScope } from '../attempt-scope.ts';
import { attachCall } from '../errors/base.ts';
import { isSluiceError } from '../errors/guards.ts';
import type { AbortListener } from '../scope.ts';
import { alreadyRead, cutShort, discarded, tooLong } from './body-errors.ts';
import { BODY_BUFFER_BYTES, Tap, type BodySource } from './body-source.ts';
import { ChunkQueue } from './chunk-queue.ts';
import type { DrainBound, DrainResult, ReadBound } from './drain.ts';
import { Draining } from './draining.ts';
import { Peeking } from './peeking.ts';
import type { WaitListener } from './wait-listener.ts';
import { Waiting } from './waiting.ts';

type Use = 'none' | 'read' | 'collect' | 'drain';

/**
 * The body of a response, and the only place that ends one. However it ends (read, drained, destroyed, failed), the
 * attempt's scope ends with it, and whatever hangs on that is given back.
 *
 * A transport pushes chunks and then calls `finish` or `fail`; one consumer collects, reads or drains.
 */
export class ResponseBody implements AbortListener {
  readonly #tap: Tap;
  readonly #attempt: AttemptScope;
  /** `content-length`, when the peer declared one and the answer has a body. */
  readonly declaredLength: number | undefined;
  /** False when only the end of the connection ends the body, so that nobody can tell whether it came whole. */
  lengthKnown = true;
  /** Bytes received so far, as they came over the wire. */
  received = 0;
  /** Since when, on the clock's time, somebody has been waiting and no byte arrived; Infinity while nobody waits. */
  starvedAt: number = Infinity;
  /** Told once, when somebody first has to wait for bytes: most bodies are here before anybody could. */
  waitListener: WaitListener | undefined = undefined;
  /** Since when bytes have been waiting for a reader that claimed the body and asks for none; else Infinity. */
  stalledAt: number = Infinity;
  #use: Use = 'none';
  readonly #held: ChunkQueue = new ChunkQueue();
  #complete = false;
  #connectionKept = false;
  #failure: { error: unknown } | undefined;
  readonly #waiting: Waiting = new Waiting();
  #drain: Draining | undefined;
  #peeking: Peeking | undefined;
  #discardedBecause: unknown;
  /** When the headers were there, on the clock's monotonic time. */
  readonly headAt: number;

  constructor(attempt: AttemptScope, source: BodySource, declaredLength?: number) {
    this.#attempt = attempt;
    this.#tap = new Tap(source);
    this.declaredLength = declaredLength;
    this.headAt = attempt.call.clock.now();
    attempt.body = this;
    attempt.addAbortListener(this);
    // An attempt that is over has nobody left who would read it.
    if (attempt.ended) this.destroy(discarded());
  }

  /** True when the exchange is over: nothing more will come, and its connection was given back or destroyed. */
  get settled(): boolean {
    return this.#complete || this.#failure !== undefined;
  }

  /** True once somebody began to read or drain it. */
  get used(): boolean {
    return this.#use !== 'none';
  }

  /** True once what is left of it is being thrown away, or was. */
  get drained(): boolean {
    return this.#use === 'drain';
  }

  /** Whether the peer was ever told to pause, because nobody took what had come. */
  get wasPaused(): boolean {
    return this.#tap.wasClosed;
  }

  /** From the transport: bytes that arrived. */
  push(chunk: Uint8Array): void {
    if (this.settled) return;
    this.received += chunk.length;
    if (this.#drain !== undefined) return this.#drain.add(chunk.length);
    const limit = this.#attempt.call.options.maxResponseBytes;
    if (this.received > limit) return this.destroy(tooLong(this.received, limit));
    if (this.#use === 'collect') {
      this.starvedAt = this.#now();
      this.#held.push(chunk);
      return;
    }
    if (this.#waiting.resolve(chunk)) {
      this.starvedAt = Infinity;
      return;
    }
    if (this.#use === 'read' && this.#held.bytes === 0) this.stalledAt = this.#now();
    this.#held.push(chunk);
    this.#peeking?.look();
    this.#tap.holds(this.#held.bytes);
  }

  /**
   * From the transport: the body arrived whole; one shorter than its declared length is a failure all the same.
   * `connectionKept` tells whether the connection serves on.
   */
  finish(connectionKept: boolean): void {
    if (this.settled) return;
    if (this.declaredLength !== undefined && this.received < this.declaredLength) {
      this.fail(cutShort(this.received, this.declaredLength));
      return;
    }
    this.#complete = true;
    this.#connectionKept = connectionKept;
    this.#settle();
    this.#drain?.end('eof', connectionKept);
    if (this.#waiting.active) this.#waiting.resolve(this.#use === 'collect' ? this.#held.takeAll() : null);
  }

  /** From the transport: the exchange broke, the connection is gone. */
  fail(error: unknown): void {
    if (this.settled) return;
    this.#failure = { error };
    this.#settleFailed(error);
  }

  #settleFailed(error: unknown): void {
    if (this.#use !== 'drain') {
      const { call, record, request } = this.#attempt;
      record.error ??= error;
      if (isSluiceError(error)) attachCall(error, request, call);
    }
    this.#held.clear();
    this.#settle();
    this.#drain?.end('error', false);
    this.#waiting.reject(error);
  }

  /** The attempt was aborted: break off. */
  onAbort(reason: unknown): void {
    this.destroy(reason);
  }

  /** Breaks the exchange off; whoever reads gets `reason`. */
  destroy(reason: unknown): void {
    if (this.settled) return;
    // The connection goes first, so that whoever is served by the end of this attempt finds its place free.
    this.#failure = { error: reason };
    this.#tap.destroy(reason);
    this.#settleFailed(reason);
  }

  /** For the pipeline: an end that the transport has seen and not told yet is told now. */
  flush(): void {
    if (!this.settled) this.#tap.flush();
  }

  /** The whole body at once when it is already here, else undefined. Counts as reading it. */
  collectNow(): Uint8Array | undefined {
    if (!this.#complete || this.#use !== 'none') return undefined;
    this.#use = 'collect';
    return this.#held.takeAll();
  }

  /**
   * The whole body.
   * @throws BodyError when it was already used; whatever it failed with otherwise.
   */
  collect(): Promise<Uint8Array> {
    if (this.#use !== 'none') return Promise.reject(this.#usedError());
    this.#use = 'collect';
    if (this.#failure !== undefined) return Promise.reject(this.#failure.error);
    if (this.#complete) return Promise.resolve(this.#held.takeAll());
    this.#peeking?.end();
    return this.#wait() as Promise<Uint8Array>;
  }

  /** Claims the body for chunk-wise reading. @throws BodyError when it was already used. */
  claim(): void {
    if (this.#use !== 'none') throw this.#usedError();
    this.#use = 'read';
    this.#peeking?.end();
    if (this.#held.bytes > 0) this.stalledAt = this.#now();
  }

  /** The next chunk, or null at the end. Only after `claim()`, one at a time: a second read meanwhile is refused. */
  read(): Promise<Uint8Array | null> {
    if (this.#waiting.active) return Promise.reject(this.#usedError());
    const chunk = this.#held.shift();
    if (chunk !== undefined) {
      this.stalledAt = this.#held.bytes > 0 && !this.settled ? this.#now() : Infinity;
      if (this.#held.bytes < BODY_BUFFER_BYTES && !this.settled) this.#tap.open();
      return Promise.resolve(chunk);
    }
    if (this.#use === 'drain') return Promise.reject(this.#usedError());
    if (this.#failure !== undefined) return Promise.reject(this.#failure.error);
    if (this.#complete) return Promise.resolve(null);
    return this.#wait();
  }

  /**
   * A copy of the beginning of the body, which stays unread: at most `bytes` of it (and 64 KiB), as much as is there
   * after `time` ms. Empty when the body was already read. Never rejects.
   */
  peek(bound: ReadBound): Promise<Uint8Array> {
    this.#peeking?.end();
    const peeking = (this.#peeking = new Peeking(this.#held, bound, this.#attempt.call.clock));
    if (this.settled || this.#use !== 'none') peeking.end();
    else peeking.look();
    return peeking.done;
  }

  /**
   * Reads what is left to its end within a bound and throws it away; over the bound the connection is destroyed.
   * Never rejects. May take over from a reader that gives up.
   * @param because what whoever still reads, or comes to read later, gets. Default: a BodyError
   * `ERR_SLUICE_BODY_DISCARDED`; never an end that looks like the body's own.
   */
  drain(bound: DrainBound, because?: unknown): Promise<DrainResult> {
    if (this.#drain !== undefined) return this.#drain.done;
    this.#use = 'drain';
    this.#discardedBecause = because;
    this.starvedAt = this.stalledAt = Infinity;
    const thrownAway = this.#held.bytes;
    this.#peeking?.end();
    this.#held.clear();
    if (this.#waiting.active) this.#waiting.reject(this.#usedError());
    const drain = new Draining(this, this.#attempt, bound, thrownAway);
    this.#drain = drain;
    if (this.#complete) drain.end('eof', this.#connectionKept);
    else if (this.#failure !== undefined) drain.end('error', false);
    else if (drain.begin(this.declaredLength)) this.#tap.open();
    return drain.done;
  }

  /** Throws away what is left within the call's `drain` bound, without waiting for it. Harmless when it is over. */
  discard(because?: unknown): void {
    if (!this.settled) void this.drain(this.#attempt.call.options.drain, because);
  }

  #wait(): Promise<Uint8Array | null> {
    this.starvedAt = this.#now();
    const listener = this.waitListener;
    this.waitListener = undefined;
    listener?.onWait(this);
    const bytes = this.#waiting.begin();
    this.#tap.open();
    return bytes;
  }

  #settle(): void {
    this.starvedAt = this.stalledAt = Infinity;
    this.#peeking?.end();
    this.#attempt.removeAbortListener(this);
    this.#attempt.record.timings.body = this.#now() - this.headAt;
    this.#attempt.end();
  }

  #now(): number {
    return this.#attempt.call.clock.now();
  }

  #usedError(): unknown {
    return this.#use === 'drain' ? (this.#discardedBecause ??= discarded()) : alreadyRead();
  }
}
