// The idle times of one connection.
import type { LearnedIdleLimit } from './learned-idle-limit.ts';

/** For transports: when a connection was idle. Updates the learned limit of the server if the server closes it. */
export class IdleRecord {
  /** When its last exchange ended; 0 before the first exchange and during an exchange. */
  since = 0;
  /** The keep-alive hint of its last response, less a margin, in ms. */
  hint: number | undefined;
  readonly #learned: LearnedIdleLimit;
  #exchanges = 0;
  #idle = false;
  #lastEnd = 0;

  constructor(learned: LearnedIdleLimit) {
    this.#learned = learned;
  }

  /** How long the connection may be idle, in ms, by the hint and the learned limit; undefined if neither is known. */
  get limit(): number | undefined {
    const { limit } = this.#learned;
    return limit === Infinity ? this.hint : Math.min(limit, this.hint ?? Infinity);
  }

  /** An exchange begins. */
  begin(): void {
    this.#exchanges++;
    this.#idle = false;
    this.since = 0;
  }

  /** The exchange has ended, and the connection can be reused. */
  end(now: number): void {
    this.#idle = true;
    this.since = this.#lastEnd = now;
    if (this.#exchanges > 1) this.#learned.early.reused();
  }

  /**
   * The connection was closed, and not by the pool.
   * @param byPeer whether the peer closed it
   */
  closed(byPeer: boolean): void {
    const idle = this.#idle;
    if (idle) this.#learned.closedIdle(this.since);
    const early = this.#exchanges === 1 ? idle : this.#exchanges === 2 && !idle && byPeer;
    if (early) this.#learned.closedEarly(this.#lastEnd);
  }
}
