// The interface that both agents add to Node's.
import type http from 'node:http';
import type { PoolStats } from '@sluice/pool';

/** An `http.Agent` whose connections are in a pool. */
export interface PooledAgent extends http.Agent {
  /** The number of sockets of this agent: being opened, in use and idle. An idle socket counts for its last user. */
  readonly totalSocketCount: number;
  /**
   * Statistics of the pool, over all its faces: totals and one entry for each key. Keys of agents begin with `agent`. For
   * the counters see `@sluice/pool`.
   */
  stats(): PoolStats;
  /**
   * Closes all sockets of this agent, in use or idle. Requests that wait fail with a `ClosedError`. The agent may be used
   * again.
   * @param reason the `cause` of a `ClosedError` with which requests and responses in flight fail too. Default: none; requests
   * in flight then fail with `ECONNRESET`, as with Node's agent
   */
  destroy(reason?: unknown): void;
  /**
   * Closes gracefully: idle sockets at once, sockets in use after their request. Requests that wait, and new requests, fail
   * with a `ClosedError`. Resolves when no socket is left. The registry and its other users are not affected.
   */
  close(): Promise<void>;
  /** The same as `close()`. */
  [Symbol.asyncDispose](): Promise<void>;
}
