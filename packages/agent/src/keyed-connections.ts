import { EarlyCloses, type EarlyCloseAdvice } from '@sluice/pool';
import type { AgentConnection } from './connection.ts';

/** Keys whose servers close early that are remembered at most; beyond it all are forgotten. */
const MOST = 1_000;

/** The connections of all agents of one pool by key, and what is known of the servers. */
export class KeyedConnections {
  readonly #byKey = new Map<string, Set<AgentConnection>>();
  readonly #early = new Map<string, EarlyCloses>();

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

  /** See {@link EarlyCloses.closed}. */
  closedEarly({ key, idleSince }: AgentConnection): void {
    let early = this.#early.get(key);
    if (early === undefined) {
      if (this.#early.size >= MOST) this.#early.clear();
      this.#early.set(key, (early = new EarlyCloses()));
    }
    early.closed(performance.now() - idleSince);
  }

  /** See {@link EarlyCloses.reused}. */
  reused(key: string): void {
    if (this.#early.size > 0) this.#early.delete(key);
  }

  /** See {@link EarlyCloses.advise}. */
  advise(key: string, idle: number): EarlyCloseAdvice {
    return this.#early.get(key)?.advise(idle, performance.now()) ?? 'use';
  }
}

const byPool = new WeakMap<object, KeyedConnections>();

/** The connections of all agents of a pool. */
export function connectionsOf(pool: object): KeyedConnections {
  let all = byPool.get(pool);
  if (all === undefined) byPool.set(pool, (all = new KeyedConnections()));
  return all;
}
