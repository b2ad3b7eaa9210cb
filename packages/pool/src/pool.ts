import { systemClock, type Clock } from '@sluice/core';
import type { Dial, Lease, PoolConnection, Waiter } from './contract.ts';
import { resolveLimits, type PoolOptions } from './options.ts';
import type { PoolStats } from './stats.ts';
import { Stock } from './stock.ts';

/**
 * Decides which connection carries which exchange: a policy without sockets, after Go's `http.Transport`. The most
 * recently used idle connection is taken first; a request that finds none starts a dial and waits for whichever
 * comes first, that dial or a connection given back.
 *
 * Use: `take(key) ?? await acquire(key, dial).promise`, then the lease's `release()`.
 */
export class ConnectionPool<C extends PoolConnection> {
  readonly #stock: Stock<C>;

  /**
   * @param options limits; see {@link PoolOptions}
   * @param clock source of time. Default: the machine's
   * @throws OptionError
   */
  constructor(options?: PoolOptions, clock: Clock = systemClock) {
    this.#stock = new Stock(resolveLimits(options), clock);
  }

  /**
   * A connection of the key that is free right now: one in use with room for more (HTTP/2), else the idle one used
   * last. Those found dead, too old or idle for too long are closed on the way. Costs no promise and no closure.
   */
  take(key: string): Lease<C> | undefined {
    return this.#stock.take(key);
  }

  /**
   * Late binding: takes what is free, otherwise waits in line and, as far as the limits allow, starts a dial;
   * whichever connection comes first serves the oldest in line.
   * @param key what two exchanges must have in common to share a connection
   * @param shareable whether the dial may turn out to bring a connection for many exchanges, as over TLS that offers
   * HTTP/2. While that is not known of a key, its first dial is left to serve all who wait, for a second at most.
   * Default: false, until one has
   */
  acquire(key: string, dial: Dial<C>, shareable = false): Waiter<C> {
    const lease = this.#stock.take(key);
    if (lease === undefined) return this.#stock.line.wait(key, dial, shareable);
    return { promise: Promise.resolve(lease), cancel: () => false };
  }

  /** The peer closed a connection, idle or active: it leaves the pool at once and is not closed again. */
  remove(connection: C): void {
    this.#stock.remove(connection);
  }

  /**
   * The capacity or the usability of a connection changed on its own (HTTP/2 SETTINGS or GOAWAY): who waits is
   * served, or the connection is closed as soon as it carries nothing.
   */
  update(connection: C): void {
    this.#stock.update(connection);
  }

  /** A request of the key is sent again because its connection turned out dead: counts that in the statistics. */
  countReplay(key: string): void {
    this.#stock.ledger.countersOf(key).replayed++;
  }

  /** What the pool holds and has done, in total and per key. Costs time in the number of keys. */
  stats(): PoolStats {
    return this.#stock.ledger.stats(this.#stock.peakOpen);
  }

  /**
   * Closes gently: requests in line are rejected with `ClosedError`, dials are aborted, idle connections closed now
   * and active ones when released. Resolves when nothing is left. May be called again.
   */
  close(): Promise<void> {
    const emptied = this.#stock.line.shut(undefined);
    this.#stock.closeAll(false);
    return emptied;
  }

  /**
   * Closes at once, active connections too; leases may still be released.
   * @param reason what requests in line and dials get. Default: a `ClosedError`
   */
  destroy(reason?: unknown): void {
    void this.#stock.line.shut(reason);
    this.#stock.closeAll(true);
  }

  /** The same as `close()`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
