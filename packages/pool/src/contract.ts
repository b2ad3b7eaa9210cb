// The contract between the pool and a transport.
import type { ClosedError } from '@sluice/core';

/**
 * Why the pool closes a connection:
 * - `evicted`: it was the least recently used idle one, over `maxIdle`, or closed to make room for the dial of another
 *   host under `maxTotal`
 * - `expired`: it was idle for too long, or older than `maxAge`
 * - `limit`: it was not kept because of `maxIdlePerHost`, `maxRequests`, `maxIdle: 0`, an idle time of 0 or
 *   `keepAlive: false`; or it was a new shared (HTTP/2) connection without a waiter while another had room, as in Go
 * - `unusable`: `isUsable()` returned false
 * - `discarded`: it was released with `reusable` false
 * - `closed`: the pool was closed or destroyed
 */
export type CloseReason = 'evicted' | 'expired' | 'limit' | 'unusable' | 'discarded' | 'closed';

/** Creates the error of an exchange that `destroy()` of its pool ends. Each exchange needs its own: it names its call. */
export type ExchangeErrorMaker = () => ClosedError;

/** The part of a transport's connection that the pool uses. */
export interface PoolConnection {
  /**
   * Exchanges it can carry at once: 1 for HTTP/1.1, the peer's stream limit for HTTP/2; 0 while the peer accepts none, so
   * that requests keep waiting. Not cached; report a change with `update()`.
   */
  readonly capacity: number;
  /**
   * How long it may stay idle, in ms, if that is less than the pool's `idleTimeout`: the server's `Keep-Alive: timeout`
   * hint less a margin. 0 or less: it is not kept. Default: no limit of its own.
   */
  readonly idleLimit?: number | undefined;
  /** A cheap check before each lease: false if the peer closed it, or it can carry no more exchanges. */
  isUsable(): boolean;
  /**
   * Called once, after the pool has removed the connection. Must not throw.
   * @param makeError given if the pool was destroyed: creates the error with which each exchange on the connection fails
   */
  close(reason: CloseReason, makeError?: ExchangeErrorMaker): void;
}

/**
 * Opens a connection. When it is ready it serves the oldest waiter, not necessarily the request that started the dial,
 * so it must not stop when that request is cancelled. The pool keeps the process alive while requests wait; a dial must
 * not.
 * @param signal aborted only when the pool closes, with a `ClosedError`
 * @param abandoned aborted, with an `AbortError`, when no request has waited for the key for 250 ms. A dial that would
 * keep the process alive, as while TCP connects, rejects with its reason; any other dial continues.
 */
export type Dial<C extends PoolConnection> = (signal: AbortSignal, abandoned: AbortSignal) => Promise<C>;

/** The right to run one exchange on a connection. */
export interface Lease<C extends PoolConnection> {
  /** The connection. Must not be used after the release. */
  readonly connection: C;
  /**
   * Whether it was leased or idle before, so that the peer may have closed it unnoticed: a request that fails on it
   * before any response byte may be replayed. (Go's `isReused`.)
   */
  readonly reused: boolean;
  /**
   * Returns the connection to the pool. Only the first call counts.
   * @param reusable false if it must carry no further exchange: it is closed when its other exchanges have ended
   * @param now the time on the monotonic clock of the pool, if the caller has just read it. Default: it is read if needed
   */
  release(reusable: boolean, now?: number): void;
}

/** A request that waits for a connection. */
export interface Waiter<C extends PoolConnection> {
  /**
   * The lease. Rejects with the reason given to `cancel()`, with the error of the waiter's own dial, or with a
   * `ClosedError` after `close()` or `destroy()`.
   */
  readonly promise: Promise<Lease<C>>;
  /**
   * Ends the wait in O(1): the promise rejects with `reason`. A dial that has started continues and serves another
   * request.
   * @returns false if the waiter has been served or rejected; a lease in the promise must still be released
   */
  cancel(reason: unknown): boolean;
}
