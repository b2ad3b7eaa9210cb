// The common API of both agents.
import type http from 'node:http';
import type { PoolStats } from '@sluice/pool';

/** The API of both agents beside that of Node's agents. */
export interface PooledAgent extends http.Agent {
  /** The sockets of this agent: being dialed, in use and idle. A socket belongs to the agent of its last request. */
  readonly totalSocketCount: number;
  /**
   * The statistics of the pool over all its faces, in total and by key; see `@sluice/pool`. Keys of agents begin with
   * `agent`.
   */
  stats(): PoolStats;
  /**
   * Closes gracefully: idle sockets at once, sockets in use after their request. Waiting and new requests fail with a
   * `ClosedError`. Resolves when no socket is left. The registry and its other users are not affected.
   */
  close(): Promise<void>;
  /** The same as `close()`. */
  [Symbol.asyncDispose](): Promise<void>;
}
