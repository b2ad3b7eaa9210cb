/**
 * Why the pool closes a connection:
 * - `evicted`: the least recently used idle one, pushed out by `maxIdle`, or closed to admit another host's dial
 *   under `maxTotal`
 * - `expired`: idle for too long, or older than `maxAge`
 * - `limit`: not kept because of `maxIdlePerHost`, `maxRequests`, `maxIdle: 0`, an idle time of 0, or
 *   `keepAlive: false`; or a shared (HTTP/2) connection that nobody waited for while another had room, as in Go
 * - `unusable`: `isUsable()` said false
 * - `discarded`: released with `reusable` false
 * - `closed`: the pool was closed or destroyed
 */
export type CloseReason = 'evicted' | 'expired' | 'limit' | 'unusable' | 'discarded' | 'closed';

/** What a transport's connection offers so that it can be pooled. */
export interface PoolConnection {
  /**
   * Exchanges it can carry at once: 1 for HTTP/1.1, the peer's stream limit for HTTP/2; 0 when it takes none for now,
   * for which waiters wait. Read whenever it matters; when it changes on its own, tell the pool with `update()`.
   */
  readonly capacity: number;
  /**
   * Longest time in ms it may stay idle, when that is shorter than the pool's `idleTimeout`: the server's
   * `Keep-Alive: timeout` hint less a margin. 0 or less: it is not kept. Default: no limit of its own.
   */
  readonly idleLimit?: number | undefined;
  /** Cheap check made right before it is handed out: false when the peer closed it or it takes no more exchanges. */
  isUsable(): boolean;
  /** Called by the pool, once, after it has let go of the connection. Must not throw. */
  close(reason: CloseReason): void;
}

/**
 * Opens a connection. It serves the request that waits longest when it is ready, not only the one that asked for it, so
 * it must not stop when that one is cancelled. The pool keeps the process alive while requests wait; a dial must not.
 * @param signal aborted only when the pool closes, with a `ClosedError` or the reason given to `destroy()`
 * @param abandoned aborted, with an `AbortError`, when no request has waited for the key for 250 ms. A dial that cannot
 * go on without keeping the process alive, as while TCP connects, rejects with its reason; any other goes on.
 */
export type Dial<C extends PoolConnection> = (signal: AbortSignal, abandoned: AbortSignal) => Promise<C>;

/** The right to run one exchange on a connection. */
export interface Lease<C extends PoolConnection> {
  /** The connection. Not to be used any more once released. */
  readonly connection: C;
  /**
   * It was handed out or idle before, so the peer may have closed it without our knowing: a request that fails on it
   * before any response byte may be replayed. (Go's `isReused`.)
   */
  readonly reused: boolean;
  /**
   * Gives the connection back. Only the first call counts.
   * @param reusable false when it must carry no further exchange: it is closed as soon as its other exchanges end
   */
  release(reusable: boolean): void;
}

/** A request in line for a connection. */
export interface Waiter<C extends PoolConnection> {
  /**
   * The lease. Rejects with the reason given to `cancel()`, with the error of the waiter's own dial, with
   * `ClosedError` after `close()`, or with the reason given to `destroy()`.
   */
  readonly promise: Promise<Lease<C>>;
  /**
   * Leaves the line in O(1); the promise rejects with `reason`. A dial already started goes on and serves another.
   * @returns false when the waiter was served or rejected before: then a lease, if any, is in the promise and must
   * still be released
   */
  cancel(reason: unknown): boolean;
}
