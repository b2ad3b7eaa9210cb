// Detection of servers that close connections right after their first response.

/** Consecutive early closes after which further ones are expected. */
const EXPECTED_AFTER = 2;

/** How long after the first response a close counts as early, in ms. */
const EARLY_MS = 1_000;

/** How long to wait for an expected close, in ms: the server's process has to be scheduled first. */
export const EARLY_CLOSE_WAIT = 10;

/** What to do with a used connection of a server that closes connections early. */
export type EarlyCloseAdvice = 'use' | 'wait' | 'discard';

/**
 * Detects a server that closes its connections right after their first response without `connection: close`. A FIN in
 * transit cannot be detected, so that a request that must not be sent twice avoids the used connections of such a server.
 */
export class EarlyCloses {
  #consecutive = 0;
  #triedAt = -Infinity;

  /** Whether an early close is expected: the last connections were closed early, and no connection was reused since. */
  get expected(): boolean {
    return this.#consecutive >= EXPECTED_AFTER;
  }

  /**
   * The server closed a connection before the end of its second exchange.
   * @param idle time since the end of the first exchange, in ms
   */
  closed(idle: number): void {
    if (idle < EARLY_MS) this.#consecutive++;
  }

  /** A connection has carried a second exchange. */
  reused(): void {
    this.#consecutive = 0;
  }

  /**
   * Advises a request that must not be sent twice whether to use a connection that looks open. At most once per second, the
   * advice is to wait {@link EARLY_CLOSE_WAIT} ms, and to use the connection if it is still open; then the server is trusted
   * again.
   * @param idle how long the connection was idle, in ms
   * @param now a monotonic time, always of the same clock
   */
  advise(idle: number, now: number): EarlyCloseAdvice {
    if (!this.expected || idle >= EARLY_MS) return 'use';
    if (now - this.#triedAt < EARLY_MS) return 'discard';
    this.#triedAt = now;
    return 'wait';
  }
}
