import { settleAll } from './lifecycle/settle-all.ts';
import { ClosedError } from './errors/closed-error.ts';

/** Something a registry holds: closed with it, counted in its stats. */
export interface RegistryEntry {
  /** Closes gracefully. */
  close(): Promise<void>;
  /** Breaks off what is in flight; `close()` follows. Default: nothing is broken off. */
  destroy?(reason: unknown): void;
  /** Its part of `registry.stats()`. */
  stats?(): unknown;
}

/**
 * Holds what clients share: connection pools and whatever faces lie on them. One registry per process by default, so
 * that making a client per call costs no connections. It knows none of them: each is kept under a name and made when
 * first asked for.
 *
 * @typeParam Limits what the pools of this registry are bounded by
 */
export class AgentRegistry<Limits extends object = object> {
  /** What the pools of this registry are bounded by. */
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
   * The entry of a name, made the first time.
   * @throws ClosedError when the registry is closed.
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

  /** Counts a client that uses this registry. @throws ClosedError when the registry is closed. */
  retain(): void {
    if (this.#closing !== undefined) throw new ClosedError('registry');
    this.#users++;
  }

  /** Takes a `retain()` back. @returns how many users are left. */
  release(): number {
    return --this.#users;
  }

  /** The stats of every entry, by name. */
  stats(): Record<string, unknown> {
    const stats: Record<string, unknown> = {};
    for (const [name, entry] of this.#entries) stats[name] = entry.stats?.();
    return stats;
  }

  /** Closes every entry gracefully. Later calls return the same promise. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /**
   * Closes at once: what is in line or in flight fails. A graceful close that is under way ends with it.
   * @param reason what requests in line fail with. Default: a `ClosedError`
   * @returns settled when every entry is closed
   */
  destroy(reason?: unknown): Promise<void> {
    for (const entry of this.#entries.values()) entry.destroy?.(reason);
    return this.close();
  }

  async #close(): Promise<void> {
    await settleAll([...this.#entries.values()].map((entry) => entry.close()));
  }
}
