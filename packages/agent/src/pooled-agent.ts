import type http from 'node:http';
import type { PoolStats } from '@sluice/pool';

/** What both agents have beside Node's own API. */
export interface PooledAgent extends http.Agent {
  /** Sockets of this agent: being opened, in use and idle. Those that were last used by its requests count. */
  readonly totalSocketCount: number;
  /**
   * The pool, over all its faces: totals and one entry for each key. Keys of agents begin with `agent`. Counters as
   * described in `@sluice/pool`.
   */
  stats(): PoolStats;
  /**
   * Closes gently: idle sockets now, those in use after their request; requests in line, and new ones, fail with a
   * `ClosedError`. Resolves when no socket is left. The registry and its other users stay as they are.
   */
  close(): Promise<void>;
  /** The same as `close()`. */
  [Symbol.asyncDispose](): Promise<void>;
}
