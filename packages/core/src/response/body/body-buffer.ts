// The buffer between a connection and the reader of its response body.
import { rejectTraced, type Resolvers } from '../../errors/caller-stack.ts';
import type { Clock } from '../../time/clock.ts';
import { BODY_PAUSE_BYTES, type BodySource } from './body-source.ts';
import { ChunkQueue } from './chunk-queue.ts';
import { ownBytes } from './own-bytes.ts';
import type { ReadBound } from '../../options/bounds.ts';
import { Peek } from './peek.ts';

/** The functions that settle the promise of the next chunk, or of the whole body. */
export interface ChunkResolvers extends Resolvers {
  resolve(bytes: Uint8Array | null | Promise<never>): void;
}

/**
 * Holds the chunks that were not read yet, and at most one waiting reader, which waits for the next chunk (null at the end)
 * or for the whole body. Pauses the connection while the buffer is full.
 */
export class BodyBuffer {
  readonly #source: BodySource;
  readonly #chunks: ChunkQueue = new ChunkQueue();
  #paused = false;
  /** Whether the connection was ever paused: then not only the peer determined the pace of the body. */
  wasPaused = false;
  #waiter: ChunkResolvers | undefined;
  #peek: Peek | undefined;

  constructor(source: BodySource) {
    this.#source = source;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#chunks.bytes;
  }

  /** Whether a reader waits. */
  get hasWaiter(): boolean {
    return this.#waiter !== undefined;
  }

  /**
   * Holds a chunk until it is read. Pauses the connection if the buffer is full.
   * @param last whether no chunk follows
   */
  hold(chunk: Uint8Array, last: boolean): void {
    this.#chunks.push(chunk);
    this.#peek?.check();
    if (last || this.#paused || this.#chunks.bytes < this.#pauseBytes()) return;
    this.#paused = this.wasPaused = true;
    this.#source.pause();
  }

  /** The number of bytes at which the connection is paused. */
  #pauseBytes(): number {
    return Math.max(BODY_PAUSE_BYTES, this.#peek?.wanted ?? 0);
  }

  /** Holds a chunk of a body that is collected, without a limit. */
  collect(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
  }

  /**
   * Holds a chunk of a body that is collected, in one block with the others if more bytes are announced to follow.
   * @param lent whether the memory of the chunk is written to again
   * @param following the bytes that are announced to follow; negative if the length is not known
   */
  gather(chunk: Uint8Array, lent: boolean, following: number): void {
    if (following > 0 || (following === 0 && this.bytes > 0)) this.#chunks.append(chunk, following);
    else this.#chunks.push(lent ? ownBytes(chunk) : chunk);
  }

  /** The oldest chunk, no longer held. */
  shift(): Uint8Array | undefined {
    return this.#chunks.shift();
  }

  /** All chunks as one, no longer held. */
  takeAll(): Uint8Array {
    return this.#chunks.takeAll();
  }

  /** Releases the chunks. */
  clear(): void {
    this.#chunks.clear();
  }

  /** Discards the chunks. @returns their bytes */
  discard(): number {
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

  /** The waiter gets the argument of the next {@link resolveWaiter}. */
  wait(waiter: ChunkResolvers): void {
    this.endPeek();
    this.#waiter = waiter;
    this.resume();
  }

  /** Resolves the wait of a reader. @returns false if no reader waits */
  resolveWaiter(bytes: Uint8Array | null): boolean {
    const waiter = this.#waiter;
    if (waiter === undefined) return false;
    this.#waiter = undefined;
    waiter.resolve(bytes);
    return true;
  }

  /** Rejects the wait of a reader. Harmless if no reader waits. */
  rejectWaiter(error: unknown): void {
    const waiter = this.#waiter;
    this.#waiter = undefined;
    if (waiter !== undefined) rejectTraced(waiter, error);
  }

  /** Copies the beginning of the body as it arrives. @param complete whether no further bytes will be held */
  peek(bound: ReadBound, clock: Clock, complete: boolean): Promise<Uint8Array> {
    this.endPeek();
    const peek = (this.#peek = new Peek(this.#chunks, bound, clock));
    if (complete) peek.end();
    else peek.check();
    if (this.#chunks.bytes < peek.wanted) this.resume();
    return peek.done;
  }

  /** Ends a peek with the bytes that are held. */
  endPeek(): void {
    this.#peek?.end();
  }
}
