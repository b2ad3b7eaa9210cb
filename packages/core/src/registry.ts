// The registry of what clients share.
import { settleAll } from './lifecycle/settle-all.ts';
import { ClosedError } from './errors/closed-error.ts';
import { readUnpolluted } from './options/read-unpolluted.ts';

/** An entry of a registry, such as a connection pool: it is closed with the registry and part of its statistics. */
export interface RegistryEntry {
  /** Closes gracefully. */
  close(): Promise<void>;
  /** Aborts what is in flight; `close()` follows. Default: nothing is aborted. */
  destroy?(reason: unknown): void;
  /** Its part of `registry.stats()`. */
  stats?(): unknown;
}

/**
 * Holds what clients share: connection pools and the faces on them. There is one registry per process by default, so that
 * a client per call costs no connections. The registry does not depend on the types of its entries: each has a name and is
 * created at its first use.
 *
 * @typeParam Limits the limits of the pools of this registry
 */
export class AgentRegistry<Limits extends object = object> {
  /** The limits of the pools of this registry. */
  readonly limits: Readonly<Limits>;
  readonly #entries = new Map<string, RegistryEntry>();
  #users = 0;
  #closing: Promise<void> | undefined;

  constructor(limits: Limits) {
    this.limits = limits;
  }

  /** Whether `close()` was called. */
  get closed(): boolean {
    return this.#closing !== undefined;
  }

  /**
   * The entry of a name, created at the first call.
   * @throws ClosedError if the registry is closed
   */
  entry<Entry extends RegistryEntry>(name: string, create: () => Entry): Entry {
    if (this.#closing !== undefined) throw new ClosedError('registry');
    let entry = this.#entries.get(name) as Entry | undefined;
    if (entry === undefined) {
      entry = create();
      this.#entries.set(name, entry);
    }
    return entry;
  }

  /** Counts a client that uses this registry. @throws ClosedError if the registry is closed */
  retain(): void {
    if (this.#closing !== undefined) throw new ClosedError('registry');
    this.#users++;
  }

  /** Undoes one `retain()`. @returns the number of users left */
  release(): number {
    return --this.#users;
  }

  /** The stats of every entry, by name. */
  stats(): Record<string, unknown> {
    const stats: Record<string, unknown> = {};
    for (const [name, entry] of this.#entries) {
      stats[name] = readUnpolluted(entry, 'stats') === undefined ? undefined : entry.stats?.();
    }
    return stats;
  }

  /** Closes every entry gracefully. Later calls return the same promise. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /**
   * Closes at once: requests that wait or are in flight fail. A graceful close in progress ends too.
   * @param reason the error of the requests that wait. Default: a `ClosedError`
   * @returns a promise that settles when every entry is closed
   */
  destroy(reason?: unknown): Promise<void> {
    for (const entry of this.#entries.values()) {
      if (readUnpolluted(entry, 'destroy') !== undefined) entry.destroy?.(reason);
    }
    return this.close();
  }

  async #close(): Promise<void> {
    await settleAll([...this.#entries.values()].map((entry) => entry.close()));
  }
}
