import type { Clock, Timer } from '../clock.ts';
import type { DrainBound } from './drain.ts';

/** One look at the beginning of a body while it arrives: over when enough is there, the body ended, or time passed. */
export class Peeking {
  readonly done: Promise<Uint8Array>;
  readonly #chunks: () => readonly Uint8Array[];
  readonly #bytes: number;
  readonly #clock: Clock;
  #timer: Timer | undefined;
  #over = false;
  #resolve!: (bytes: Uint8Array) => void;

  /** @param chunks what is held of the body at the moment of asking */
  constructor(chunks: () => readonly Uint8Array[], bound: DrainBound, clock: Clock) {
    this.#chunks = chunks;
    this.#bytes = bound.bytes;
    this.#clock = clock;
    this.done = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    if (bound.time !== Infinity) this.#timer = clock.setTimer(bound.time, () => this.end());
  }

  /** Bytes arrived; so many are held now. */
  look(held: number): void {
    if (held >= this.#bytes) this.end();
  }

  /** Nothing more is waited for. */
  end(): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer);
    const chunks = this.#chunks();
    const held = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    this.#resolve(Buffer.concat(chunks, Math.min(held, this.#bytes)));
  }
}
