// What is known of a server that closes connections right after their first response.

/** Early closes in a row after which more are expected. */
const EXPECTED_AFTER = 2;

/** Time in ms after the first response in which a close is early. */
const EARLY = 1_000;

/** How long an expected close is waited for, in ms: the server is a process that has to get its turn. */
export const EARLY_CLOSE_WAIT = 10;

/** What is done with a used connection of a server that closes connections early. */
export type EarlyCloseAdvice = 'use' | 'wait' | 'discard';

/**
 * Whether a server closes its connections right after their first response without saying so (`connection: close`). A
 * FIN that is on its way cannot be seen, so a request that must not be sent twice avoids used connections of such a
 * server.
 */
export class EarlyCloses {
  #inRow = 0;
  #triedAt = -Infinity;

  /** The last connections were closed so, and none carried a second exchange since. */
  get expected(): boolean {
    return this.#inRow >= EXPECTED_AFTER;
  }

  /**
   * The server closed a connection that had carried one exchange, before the second was over.
   * @param idle time in ms since the end of the first
   */
  closed(idle: number): void {
    if (idle < EARLY) this.#inRow++;
  }

  /** A connection has carried a second exchange. */
  reused(): void {
    this.#inRow = 0;
  }

  /**
   * What a request that must not be sent twice does with a connection that looks open. At most once per second one is
   * given {@link EARLY_CLOSE_WAIT} ms: when it is open then, it is used, and the server trusted again.
   * @param idle how long it was idle, in ms
   * @param now on any monotonic clock, always the same
   */
  advise(idle: number, now: number): EarlyCloseAdvice {
    if (!this.expected || idle >= EARLY) return 'use';
    if (now - this.#triedAt < EARLY) return 'discard';
    this.#triedAt = now;
    return 'wait';
  }
}
