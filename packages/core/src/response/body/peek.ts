// Copies the beginning of a body while the body arrives.
import type { Clock, Timer } from '../../time/clock.ts';
import { BODY_BUFFER_BYTES } from './body-source.ts';
import type { ChunkQueue } from './chunk-queue.ts';
import type { ReadBound } from '../../options/bounds.ts';

/** Waits for the beginning of a body and copies it: when enough has arrived, when the body ends, or after a time. */
export class Peek {
  /** Resolves with the copy. */
  readonly done: Promise<Uint8Array>;
  readonly #chunks: ChunkQueue;
  readonly #bytes: number;
  readonly #clock: Clock;
  #timer: Timer | undefined;
  #ended = false;
  #resolve!: (bytes: Uint8Array) => void;

  /** @param chunks the chunks of the body that arrived and were not read */
  constructor(chunks: ChunkQueue, bound: ReadBound, clock: Clock) {
    this.#chunks = chunks;
    // An unread body is not buffered beyond this limit.
    this.#bytes = Math.min(bound.bytes, BODY_BUFFER_BYTES);
    this.#clock = clock;
    this.done = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    if (bound.time !== Infinity) this.#timer = clock.setTimer(bound.time, () => this.end());
  }

  /** The bytes it waits for; 0 after its end. */
  get wanted(): number {
    return this.#ended ? 0 : this.#bytes;
  }

  /** Ends the peek if enough bytes have arrived. */
  check(): void {
    if (this.#chunks.bytes >= this.#bytes) this.end();
  }

  /** Resolves with the bytes that have arrived. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer);
    this.#resolve(this.#chunks.peek(this.#bytes));
  }
}
