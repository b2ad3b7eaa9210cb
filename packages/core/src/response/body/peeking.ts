import type { Clock, Timer } from '../../time/clock.ts';
import { BODY_BUFFER_BYTES } from './body-source.ts';
import type { ChunkQueue } from './chunk-queue.ts';
import type { ReadBound } from '../../options/bounds.ts';

/** One look at the beginning of a body while it arrives: over when enough is there, the body ended, or time passed. */
export class Peeking {
  readonly done: Promise<Uint8Array>;
  readonly #held: ChunkQueue;
  readonly #bytes: number;
  readonly #clock: Clock;
  #timer: Timer | undefined;
  #over = false;
  #resolve!: (bytes: Uint8Array) => void;

  /** @param held what is held of the body */
  constructor(held: ChunkQueue, bound: ReadBound, clock: Clock) {
    this.#held = held;
    // More is never held of a body that nobody reads.
    this.#bytes = Math.min(bound.bytes, BODY_BUFFER_BYTES);
    this.#clock = clock;
    this.done = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    if (bound.time !== Infinity) this.#timer = clock.setTimer(bound.time, () => this.end());
  }

  /** Bytes that must be held for it to be over; 0 once it is. */
  get wanted(): number {
    return this.#over ? 0 : this.#bytes;
  }

  /** Bytes may have arrived. */
  look(): void {
    if (this.#held.bytes >= this.#bytes) this.end();
  }

  /** Nothing more is waited for. */
  end(): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer);
    this.#resolve(this.#held.peek(this.#bytes));
  }
}
