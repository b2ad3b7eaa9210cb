// How long a server keeps idle connections, learned from the connections that it closed.
import type { Clock } from '../time/clock.ts';
import { EarlyCloses } from './early-closes.ts';
import { lessMargin } from './keep-alive.ts';

/** How long a learned limit applies, in ms: a server that restarts closes all connections, which is not a limit. */
const LIFETIME = 300_000;

/**
 * The shortest idle time, in ms, that is taken for a limit. No server has a shorter limit, but a server that stops closes
 * connections of any age, and a limit of zero would prevent all reuse.
 */
const SHORTEST = 1_000;

/**
 * For transports: how long a server without keep-alive hints keeps idle connections, learned from the connections that it
 * closed. Later connections are discarded before that time, so that a request that must not be sent twice is not sent while
 * the server closes the connection.
 */
export class LearnedIdleLimit {
  /** The early closes of the server. */
  readonly early: EarlyCloses = new EarlyCloses();
  /** The source of all times given to it. */
  readonly clock: Clock;
  #limit = Infinity;
  #until = 0;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** The longest safe idle time, in ms; Infinity if unknown. */
  get limit(): number {
    if (this.#limit !== Infinity && this.clock.now() > this.#until) this.#limit = Infinity;
    return this.#limit;
  }

  /** The server closed a connection before the end of its second exchange. @param since when the first one ended */
  closedEarly(since: number): void {
    this.early.closed(this.clock.now() - since);
  }

  /** The server closed an idle connection. @param since when its last exchange ended */
  closedIdle(since: number): void {
    const now = this.clock.now();
    const limit = lessMargin(now - since);
    if (now - since < SHORTEST || limit >= this.limit) return;
    this.#limit = limit;
    this.#until = now + LIFETIME;
  }
}
