// The connections of all agents of one pool, by key, and the learned idle limits of their servers.
import type { Clock } from '@sluice/core';
import { LearnedIdleLimit } from '@sluice/core/transport';
import type { AgentConnection } from './agent-connection.ts';

/** The most keys with a learned idle limit. When it is reached, all are dropped. */
const MAX_LEARNED = 10_000;

/** The connections of a pool's agents and the learned idle limits, by key. */
export class ConnectionsByKey {
  readonly #connections = new Map<string, Set<AgentConnection>>();
  readonly #learned = new Map<string, LearnedIdleLimit>();

  add(connection: AgentConnection): void {
    const same = this.#connections.get(connection.key);
    if (same === undefined) this.#connections.set(connection.key, new Set([connection]));
    else same.add(connection);
  }

  delete(connection: AgentConnection): void {
    const same = this.#connections.get(connection.key);
    if (same?.delete(connection) === true && same.size === 0) this.#connections.delete(connection.key);
  }

  /** Whether Node is about to release a connection of the key. The cost grows with the number of its connections. */
  anyEnding(key: string): boolean {
    for (const connection of this.#connections.get(key) ?? []) if (connection.ending) return true;
    return false;
  }

  /** The learned idle limit of a key. @param clock the clock of its times */
  learned(key: string, clock: Clock): LearnedIdleLimit {
    let learned = this.#learned.get(key);
    // Times of two clocks cannot be compared.
    if (learned?.clock !== clock) {
      if (this.#learned.size >= MAX_LEARNED) this.#learned.clear();
      this.#learned.set(key, (learned = new LearnedIdleLimit(clock)));
    }
    return learned;
  }
}

const byPool = new WeakMap<object, ConnectionsByKey>();

/** The connections of all agents of a pool. */
export function connectionsOf(pool: object): ConnectionsByKey {
  let all = byPool.get(pool);
  if (all === undefined) byPool.set(pool, (all = new ConnectionsByKey()));
  return all;
}
