import type { AttemptScope } from '../attempt-scope.ts';
import { BodyError } from '../errors/body-error.ts';
import type { AbortListener } from '../scope.ts';
import type { DrainBound, DrainResult } from './drain.ts';
import { Draining } from './draining.ts';
import { Peeking } from './peeking.ts';

/** What a transport offers a body: the tap of its connection. */
export interface BodySource {
  /** Stop delivering. Chunks already under way may still be pushed. */
  pause(): void;
  /** Deliver again. */
  resume(): void;
  /** Break the exchange off; its connection must not be used again. Nothing may be pushed afterwards. */
  destroy(reason: unknown): void;
}

/** Bytes held for a reader that is slower than the peer, at most, before the connection is told to pause. */
export const BODY_BUFFER_BYTES = 65_536;

type Use = 'none' | 'read' | 'collect' | 'drain';

/**
 * The body of a response, and the only place that ends one. However it ends (read, drained, destroyed, failed), the
 * attempt's scope ends with it, and whatever hangs on that is given back.
 *
 * A transport pushes chunks and then calls `finish` or `fail`; one consumer collects, reads or drains.
 */
export class ResponseBody implements AbortListener {
  readonly #source: BodySource;
  readonly #attempt: AttemptScope;
  /** `content-length`, when the peer declared one and the answer has a body. */
  readonly declaredLength: number | undefined;
  /** False when only the end of the connection ends the body, so that nobody can tell whether it came whole. */
  lengthKnown = true;
  /** Bytes received so far, as they came over the wire. */
  received = 0;
  /**
   * Since when a reader or a collecting caller has been waiting and no byte arrived, on the clock's monotonic time;
   * Infinity while nobody waits. For watchdogs, which look when their timer fires instead of being told of each chunk.
   */
  starvedAt: number = Infinity;
  /**
   * Since when bytes have been waiting for a reader that claimed the body and asks for none, on the clock's monotonic
   * time; Infinity while none wait. For watchdogs.
   */
  stalledAt: number = Infinity;
  #use: Use = 'none';
  #chunks: Uint8Array[] = [];
  #buffered = 0;
  #paused = false;
  #complete = false;
  #connectionKept = false;
  #failure: { error: unknown } | undefined;
  #waiter: { resolve(chunk: Uint8Array | null): void; reject(error: unknown): void } | undefined;
  #collector: { resolve(bytes: Uint8Array): void; reject(error: unknown): void } | undefined;
  #drain: Draining | undefined;
  #peeking: Peeking | undefined;
  #discardedBecause: unknown;
  /** When the headers were there, on the clock's monotonic time. */
  readonly headAt: number;

  constructor(attempt: AttemptScope, source: BodySource, declaredLength?: number) {
    this.#attempt = attempt;
    this.#source = source;
    this.declaredLength = declaredLength;
    this.headAt = attempt.call.clock.now();
    attempt.body = this;
    attempt.addAbortListener(this);
  }

  /** True when the exchange is over: nothing more will come, and its connection was given back or destroyed. */
  get settled(): boolean {
    return this.#complete || this.#failure !== undefined;
  }

  /** True once somebody began to read or drain it. */
  get used(): boolean {
    return this.#use !== 'none';
  }

  /** From the transport: bytes that arrived. */
  push(chunk: Uint8Array): void {
    if (this.settled) return;
    this.received += chunk.length;
    if (this.#drain !== undefined) {
      this.#drain.add(chunk.length);
      return;
    }
    const limit = this.#attempt.call.options.maxResponseBytes;
    if (this.received > limit) {
      this.destroy(
        new BodyError('ERR_SLUICE_BODY_LIMIT', `the body is longer than maxResponseBytes (${limit})`, {
          bytes: this.received,
        }),
      );
      return;
    }
    const waiter = this.#waiter;
    if (waiter !== undefined) {
      this.#waiter = undefined;
      this.starvedAt = Infinity;
      waiter.resolve(chunk);
      return;
    }
    if (this.#use === 'collect') this.starvedAt = this.#now();
    else if (this.#use === 'read' && this.#buffered === 0) this.stalledAt = this.#now();
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    this.#peeking?.look(this.#buffered);
    if (this.#use !== 'collect' && this.#buffered >= BODY_BUFFER_BYTES && !this.#paused) {
      this.#paused = true;
      this.#source.pause();
    }
  }

  /** From the transport: the body arrived whole. `connectionKept` tells whether the connection serves on. */
  finish(connectionKept: boolean): void {
    if (this.settled) return;
    this.#complete = true;
    this.#connectionKept = connectionKept;
    this.#settle();
    if (this.#drain !== undefined) {
      this.#drain.end('eof', connectionKept);
    } else if (this.#collector !== undefined) {
      this.#collector.resolve(this.#takeAll());
      this.#collector = undefined;
    } else if (this.#waiter !== undefined) {
      this.#waiter.resolve(null);
      this.#waiter = undefined;
    }
  }

  /** From the transport: the exchange broke, the connection is gone. */
  fail(error: unknown): void {
    if (this.settled) return;
    this.#failure = { error };
    this.#settleFailed(error);
  }

  #settleFailed(error: unknown): void {
    this.#chunks = [];
    this.#buffered = 0;
    const waiter = this.#waiter ?? this.#collector;
    this.#waiter = this.#collector = undefined;
    if (this.#use !== 'drain') this.#attempt.record.error ??= error;
    this.#settle();
    this.#drain?.end('error', false);
    waiter?.reject(error);
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
    this.#source.destroy(reason);
    this.#settleFailed(reason);
  }

  /** The whole body at once when it is already here, else undefined. Counts as reading it. */
  collectNow(): Uint8Array | undefined {
    if (!this.#complete || this.#use !== 'none') return undefined;
    this.#use = 'collect';
    return this.#takeAll();
  }

  /**
   * The whole body.
   * @throws BodyError when it was already used; whatever it failed with otherwise.
   */
  collect(): Promise<Uint8Array> {
    if (this.#use !== 'none') return Promise.reject(this.#usedError());
    this.#use = 'collect';
    if (this.#failure !== undefined) return Promise.reject(this.#failure.error);
    if (this.#complete) return Promise.resolve(this.#takeAll());
    this.starvedAt = this.#now();
    return new Promise((resolve, reject) => {
      this.#collector = { resolve, reject };
      this.#resume();
    });
  }

  /** Claims the body for chunk-wise reading. @throws BodyError when it was already used. */
  claim(): void {
    if (this.#use !== 'none') throw this.#usedError();
    this.#use = 'read';
    if (this.#buffered > 0) this.stalledAt = this.#now();
  }

  /** The next chunk, or null at the end. Only after `claim()`, one at a time. */
  read(): Promise<Uint8Array | null> {
    const chunk = this.#chunks.shift();
    if (chunk !== undefined) {
      this.#buffered -= chunk.length;
      this.stalledAt = this.#chunks.length > 0 ? this.#now() : Infinity;
      if (this.#buffered < BODY_BUFFER_BYTES) this.#resume();
      return Promise.resolve(chunk);
    }
    if (this.#use === 'drain') return Promise.reject(this.#usedError());
    if (this.#failure !== undefined) return Promise.reject(this.#failure.error);
    if (this.#complete) return Promise.resolve(null);
    this.starvedAt = this.#now();
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject };
      this.#resume();
    });
  }

  /**
   * A copy of the beginning of the body, which stays unread: at most `bytes` of it (and 64 KiB), as much as is there
   * after `time` ms. Empty when the body was already read. Never rejects.
   */
  peek({ bytes, time }: DrainBound): Promise<Uint8Array> {
    this.#peeking?.end();
    const bound = { bytes: Math.min(bytes, BODY_BUFFER_BYTES), time };
    const peeking = new Peeking(() => this.#chunks, bound, this.#attempt.call.clock);
    this.#peeking = peeking;
    if (this.settled || this.#use !== 'none') peeking.end();
    else peeking.look(this.#buffered);
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
    const discarded = this.#buffered;
    this.#chunks = [];
    this.#buffered = 0;
    const waiter = this.#waiter ?? this.#collector;
    this.#waiter = this.#collector = undefined;
    waiter?.reject(this.#usedError());
    const drain = new Draining(this, this.#attempt, bound, discarded);
    this.#drain = drain;
    if (this.#complete) drain.end('eof', this.#connectionKept);
    else if (this.#failure !== undefined) drain.end('error', false);
    else if (drain.begin(this.declaredLength)) this.#resume();
    return drain.done;
  }

  #resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#source.resume();
  }

  #takeAll(): Uint8Array {
    const chunks = this.#chunks;
    this.#chunks = [];
    this.#buffered = 0;
    return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks);
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
    if (this.#use !== 'drain') {
      return new BodyError('ERR_SLUICE_BODY_USED', 'the body was already read; a body can be read once');
    }
    this.#discardedBecause ??= new BodyError(
      'ERR_SLUICE_BODY_DISCARDED',
      'the body was discarded before it was read to its end',
    );
    return this.#discardedBecause;
  }
}
