import type { Clock } from '@sluice/core';
import { LearnedIdleLimit } from '@sluice/core/transport';
import type { AgentConnection } from './connection.ts';

/** Keys whose servers are remembered at most; beyond it all are forgotten. */
const MOST = 10_000;

/** The connections of all agents of one pool by key, and what is known of the servers. */
export class KeyedConnections {
  readonly #byKey = new Map<string, Set<AgentConnection>>();
  readonly #learned = new Map<string, LearnedIdleLimit>();

  add(connection: AgentConnection): void {
    const same = this.#byKey.get(connection.key);
    if (same === undefined) this.#byKey.set(connection.key, new Set([connection]));
    else same.add(connection);
  }

  delete(connection: AgentConnection): void {
    const same = this.#byKey.get(connection.key);
    if (same?.delete(connection) === true && same.size === 0) this.#byKey.delete(connection.key);
  }

  /** Whether a connection of the key is about to be given back. Costs time in the number of its connections. */
  anyEnds(key: string): boolean {
    for (const connection of this.#byKey.get(key) ?? []) if (connection.ends) return true;
    return false;
  }

  /** What is known of the idle times of a key's connections. Agents of another clock begin anew. */
  learned(key: string, clock: Clock): LearnedIdleLimit {
    let learned = this.#learned.get(key);
    if (learned?.clock !== clock) {
      if (this.#learned.size >= MOST) this.#learned.clear();
      this.#learned.set(key, (learned = new LearnedIdleLimit(clock)));
    }
    return learned;
  }
}

const byPool = new WeakMap<object, KeyedConnections>();

/** The connections of all agents of a pool. */
export function connectionsOf(pool: object): KeyedConnections {
  let all = byPool.get(pool);
  if (all === undefined) byPool.set(pool, (all = new KeyedConnections()));
  return all;
}
