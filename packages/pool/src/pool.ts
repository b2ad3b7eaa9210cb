// The connection pool: its public interface.
import { ClosedError, type Clock } from '@sluice/core';
import { systemClock } from '@sluice/core/plugin';
import { destroyedError } from '@sluice/core/transport';
import type { Dial, Lease, PoolConnection, Waiter } from './contract.ts';
import { resolveLimits, type PoolOptions } from './options.ts';
import type { PoolStats } from './stats.ts';
import { Connections } from './connections/connections.ts';

/**
 * Decides which connection carries which exchange: a policy without sockets, after Go's `http.Transport`. The most
 * recently used idle connection is taken first. A request that finds none starts a dial, and is served by that dial or
 * by a released connection, whichever comes first.
 *
 * Use: `take(key) ?? await acquire(key, dial).promise`, then the lease's `release()`.
 */
export class ConnectionPool<C extends PoolConnection> {
  /** The source of time. */
  readonly clock: Clock;
  readonly #connections: Connections<C>;

  /**
   * @param options limits; see {@link PoolOptions}
   * @param clock source of time. Default: the system clock
   * @throws OptionError
   */
  constructor(options?: PoolOptions, clock: Clock = systemClock) {
    this.clock = clock;
    this.#connections = new Connections(resolveLimits(options), clock);
  }

  /**
   * Leases a free connection of the key: an active one with room for more exchanges (HTTP/2), or the most recently used
   * idle one. Closes connections that turn out to be dead, too old or idle for too long. Allocates no promise and no
   * closure.
   * @param now the time on the monotonic clock of the pool, if the caller has just read it. Default: it is read if needed
   */
  take(key: string, now?: number): Lease<C> | undefined {
    return this.#connections.take(key, now);
  }

  /**
   * Leases a free connection, or waits for one and starts a dial if the limits allow. Late binding: the next connection
   * that becomes available serves the oldest waiter, whichever dial or exchange it comes from.
   * @param key identifies all that exchanges must have in common to share a connection
   * @param shareable whether the dial may open a connection for many exchanges, as a TLS dial that offers HTTP/2 may.
   * While that is unknown for a key, all waiters wait for its first dial, for at most a second. Default: false, until a
   * connection was shareable
   */
  acquire(key: string, dial: Dial<C>, shareable = false): Waiter<C> {
    const lease = this.#connections.take(key);
    if (lease === undefined) return this.#connections.waitingList.add(key, dial, shareable);
    return { promise: Promise.resolve(lease), cancel: () => false };
  }

  /** Removes a connection that the peer closed, idle or active. The pool does not close it again. */
  remove(connection: C): void {
    this.#connections.remove(connection);
  }

  /**
   * The capacity or the usability of a connection changed (HTTP/2 SETTINGS or GOAWAY): serves waiters, or closes the
   * connection as soon as it carries no exchange.
   */
  update(connection: C): void {
    this.#connections.update(connection);
  }

  /** Counts a request of the key that is replayed because its connection turned out dead. */
  countReplay(key: string): void {
    this.#connections.hosts.countersOf(key).replayed++;
  }

  /** The current state and the counters, in total and per key. Takes time linear in the number of keys. */
  stats(): PoolStats {
    return this.#connections.hosts.stats(this.#connections.peakOpen);
  }

  /**
   * Closes gracefully: rejects waiting requests with `ClosedError`, aborts dials, closes idle connections now and
   * active connections when they are released. Resolves when nothing is left. May be called again.
   */
  close(): Promise<void> {
    const emptied = this.#connections.waitingList.close(closed);
    this.#connections.closeAll();
    return emptied;
  }

  /**
   * Closes at once, active connections too: waiting requests, dials and exchanges fail with a `ClosedError` each. Leases
   * may still be released.
   * @param reason the `cause` of these errors. Default: none
   */
  destroy(reason?: unknown): void {
    const destroyed = (): ClosedError => destroyedError('pool', reason);
    void this.#connections.waitingList.close(destroyed);
    this.#connections.closeAll(destroyed);
  }

  /** The same as `close()`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function closed(): ClosedError {
  return new ClosedError('pool', { duringCall: true });
}
