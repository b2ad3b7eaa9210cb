// How long a server keeps idle connections, learned from those it closed.
import type { Clock } from '../time/clock.ts';
import { EarlyCloses } from './early-closes.ts';
import { lessMargin } from './keep-alive.ts';

/** How long a learned limit counts, in ms: a server that was restarted had closed everything at once, for no rule. */
const LASTS = 300_000;

/**
 * The shortest idle time in ms whose end counts: no server keeps connections for less, but any closes them when it stops.
 * Taking that for a rule would end all reuse.
 */
const LEAST = 1_000;

/**
 * For transports: how long a server keeps idle connections, where it gives no hint, as its closing of some tells. Later
 * connections are given up before that time, so that a request that must not be sent twice does not meet a server that
 * is just closing.
 */
export class LearnedIdleLimit {
  /** Whether it closes connections right after their first response. */
  readonly early: EarlyCloses = new EarlyCloses();
  /** The source of all times given to it. */
  readonly clock: Clock;
  #limit = Infinity;
  #until = 0;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** The longest idle time that is safe, in ms; Infinity while nothing is known. */
  get limit(): number {
    if (this.#limit !== Infinity && this.clock.now() > this.#until) this.#limit = Infinity;
    return this.#limit;
  }

  /** The server closed a connection before its second exchange was over; the first ended then. */
  closedEarly(since: number): void {
    this.early.closed(this.clock.now() - since);
  }

  /** The server closed a connection that had been idle since then. */
  closedIdle(since: number): void {
    const now = this.clock.now();
    const limit = lessMargin(now - since);
    if (now - since < LEAST || limit >= this.limit) return;
    this.#limit = limit;
    this.#until = now + LASTS;
  }
}
