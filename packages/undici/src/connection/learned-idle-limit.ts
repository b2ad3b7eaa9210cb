import type { Clock } from '@sluice/core';
import { EarlyCloses, lessMargin } from '@sluice/pool';

/** How long a lesson counts, in ms: a server that was restarted closes everything at once, which teaches nothing. */
const LASTS = 300_000;

/**
 * Idle time in ms below which a close teaches nothing: no server keeps connections for so short, but any closes them
 * whenever it stops. Taking that for a rule would end all reuse.
 */
const LEAST = 1_000;

/**
 * What a destination's closing of idle connections tells about how long it keeps them, where it gives no hint. Later
 * connections are given up before that time, so that a request that must not be sent twice does not meet a server
 * that is just closing.
 */
export class IdleLesson {
  readonly early: EarlyCloses = new EarlyCloses();
  readonly #clock: Clock;
  #limit = Infinity;
  #until = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The longest idle time that is safe, in ms; Infinity while nothing is known. */
  get limit(): number {
    if (this.#limit !== Infinity && this.#clock.now() > this.#until) this.#limit = Infinity;
    return this.#limit;
  }

  /** The server closed a connection before its second exchange was over; the first ended then. */
  closedEarly(since: number): void {
    this.early.closed(this.#clock.now() - since);
  }

  /** The server closed a connection that had been idle since then. */
  closedIdle(since: number): void {
    const now = this.#clock.now();
    const limit = lessMargin(now - since);
    if (now - since < LEAST || limit >= this.limit) return;
    this.#limit = limit;
    this.#until = now + LASTS;
  }
}
