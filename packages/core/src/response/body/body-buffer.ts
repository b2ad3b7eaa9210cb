import type { Clock } from '../../time/clock.ts';
import { BODY_PAUSE_BYTES, type BodySource } from './body-source.ts';
import { ChunkQueue } from './chunk-queue.ts';
import type { ReadBound } from '../../options/bounds.ts';
import { Peeking } from './peeking.ts';

/**
 * What lies between a connection and whoever reads its body: chunks nobody took yet, and at most one who waits for more:
 * a reader for the next chunk, or null at the end; a collecting caller for the whole. Pauses the connection while it is
 * full.
 */
export class BodyBuffer {
  readonly #source: BodySource;
  readonly #chunks: ChunkQueue = new ChunkQueue();
  #paused = false;
  /** Whether the connection was ever paused: then the pace at which bytes came was not the peer's alone. */
  wasPaused = false;
  #waiter: { resolve(bytes: Uint8Array | null): void; reject(error: unknown): void } | undefined;
  #peeking: Peeking | undefined;

  constructor(source: BodySource) {
    this.#source = source;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#chunks.bytes;
  }

  /** Whether somebody waits. */
  get waiting(): boolean {
    return this.#waiter !== undefined;
  }

  /**
   * Holds a chunk until it is read; enough of them pause the connection.
   * @param more whether more may follow
   */
  hold(chunk: Uint8Array, more: boolean): void {
    this.#chunks.push(chunk);
    this.#peeking?.look();
    if (!more || this.#paused || this.#chunks.bytes < this.#limit()) return;
    this.#paused = this.wasPaused = true;
    this.#source.pause();
  }

  /** Bytes held from which on the connection is paused. */
  #limit(): number {
    return Math.max(BODY_PAUSE_BYTES, this.#peeking?.wanted ?? 0);
  }

  /** Holds a chunk for somebody who wants them all: as many as come. */
  collect(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
  }

  /** The oldest chunk, no longer held. */
  shift(): Uint8Array | undefined {
    return this.#chunks.shift();
  }

  /** All chunks as one, no longer held. */
  takeAll(): Uint8Array {
    return this.#chunks.takeAll();
  }

  /** Lets go of what is held. */
  clear(): void {
    this.#chunks.clear();
  }

  /** Throws away what is held. @returns how many bytes that were */
  throwAway(): number {
    const { bytes } = this.#chunks;
    this.endPeek();
    this.#chunks.clear();
    return bytes;
  }

  /** Lets the connection deliver again if it was paused. */
  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#source.resume();
  }

  /** Somebody waits from now on. */
  wait(): Promise<Uint8Array | null> {
    this.endPeek();
    const bytes = new Promise<Uint8Array | null>((resolve, reject) => {
      this.#waiter = { resolve, reject };
    });
    this.resume();
    return bytes;
  }

  /** Gives the one who waits what is waited for. @returns whether somebody did */
  give(bytes: Uint8Array | null): boolean {
    const waiter = this.#waiter;
    if (waiter === undefined) return false;
    this.#waiter = undefined;
    waiter.resolve(bytes);
    return true;
  }

  /** Tells the one who waits, if somebody does, that it is in vain. */
  reject(error: unknown): void {
    const waiter = this.#waiter;
    this.#waiter = undefined;
    waiter?.reject(error);
  }

  /** Copies the beginning while it arrives. @param over whether nothing more will be held */
  peek(bound: ReadBound, clock: Clock, over: boolean): Promise<Uint8Array> {
    this.endPeek();
    const peeking = (this.#peeking = new Peeking(this.#chunks, bound, clock));
    if (over) peeking.end();
    else peeking.look();
    if (this.#chunks.bytes < peeking.wanted) this.resume();
    return peeking.done;
  }

  /** Whoever peeks gets what is held. */
  endPeek(): void {
    this.#peeking?.end();
  }
}
