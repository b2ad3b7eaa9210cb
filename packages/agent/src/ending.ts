import type { AgentConnection } from './connection.ts';

/** The connections of all agents of one pool, by key. */
export class KeyedConnections {
  readonly #byKey = new Map<string, Set<AgentConnection>>();

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
}

const byPool = new WeakMap<object, KeyedConnections>();

/** The connections of all agents of a pool. */
export function connectionsOf(pool: object): KeyedConnections {
  let all = byPool.get(pool);
  if (all === undefined) byPool.set(pool, (all = new KeyedConnections()));
  return all;
}
