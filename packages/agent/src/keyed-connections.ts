// The connections of all agents of a pool, by key.
import type { Clock } from '@sluice/core';
import { LearnedIdleLimit } from '@sluice/core/transport';
import type { AgentConnection } from './connection.ts';

/** The most keys whose learned limits are kept. Beyond it, all are forgotten. */
const MAX_LEARNED = 10_000;

/** The connections of all agents of one pool, and the learned idle limits of their servers, by key. */
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

  /** Whether a connection of the key is about to be released. Takes time linear in the number of its connections. */
  anyEnding(key: string): boolean {
    for (const connection of this.#byKey.get(key) ?? []) if (connection.ending) return true;
    return false;
  }

  /** The learned idle limit of a key's server. It is reset by an agent with another clock. */
  learned(key: string, clock: Clock): LearnedIdleLimit {
    let learned = this.#learned.get(key);
    if (learned?.clock !== clock) {
      if (this.#learned.size >= MAX_LEARNED) this.#learned.clear();
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
