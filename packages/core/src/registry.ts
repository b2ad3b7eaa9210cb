// The registry of what clients share.
import { settleAll } from './lifecycle/settle-all.ts';
import { ClosedError, destroyedError } from './errors/closed-error.ts';
import { readUnpolluted } from './options/read-unpolluted.ts';

/** An entry of a registry, such as a connection pool: closed together with the registry, and listed in its statistics. */
export interface RegistryEntry {
  /** Closes gracefully. */
  close(): Promise<void>;
  /** Aborts the exchanges in flight; `close()` is called after it. Default: nothing is aborted. */
  destroy?(reason: unknown): void;
  /** Its part of `registry.stats()`. */
  stats?(): unknown;
}

/**
 * The calls of one client, or the exchanges of one face, as a node of the list of their registry, which aborts them when it
 * is destroyed.
 */
export interface RegistryCalls {
  /** The previous node of the list. For {@link AgentRegistry} alone. */
  earlier: RegistryCalls | undefined;
  /** The next node of the list. For {@link AgentRegistry} alone. */
  later: RegistryCalls | undefined;
  /** Aborts every call in flight. @param reason returns the reason for each call */
  abortAll(reason: () => unknown): void;
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
  /** The last of the clients with calls in flight. An idle client is not in the list, so that it can be collected. */
  #lastCalls: RegistryCalls | undefined;
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

  /** For a client with calls in flight: adds them to those that `destroy()` aborts. */
  enter(calls: RegistryCalls): void {
    calls.earlier = this.#lastCalls;
    if (this.#lastCalls !== undefined) this.#lastCalls.later = calls;
    this.#lastCalls = calls;
  }

  /** Undoes one `enter()`: the client has no more calls in flight. */
  leave(calls: RegistryCalls): void {
    const { earlier, later } = calls;
    if (earlier !== undefined) earlier.later = later;
    if (later === undefined) this.#lastCalls = earlier;
    else later.earlier = earlier;
    calls.earlier = calls.later = undefined;
  }

  /** The stats of every entry that has any, by name: `connections` are those of the pool. */
  stats(): Record<string, unknown> {
    const stats: Record<string, unknown> = {};
    for (const [name, entry] of this.#entries) {
      if (readUnpolluted(entry, 'stats') !== undefined) stats[name] = entry.stats?.();
    }
    return stats;
  }

  /** Closes every entry gracefully. Later calls return the same promise. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /**
   * Closes at once. Every call in flight fails with a `ClosedError`, in whichever phase it is, and so does every exchange of
   * a face for another library, which may wrap the error in one of its own. A graceful close in progress ends too.
   * @param reason the `cause` of those errors. Default: none
   * @returns a promise that settles when every entry is closed
   */
  destroy(reason?: unknown): Promise<void> {
    const all: RegistryCalls[] = [];
    for (let calls = this.#lastCalls; calls !== undefined; calls = calls.earlier) all.push(calls);
    // An abort may start further calls, which fail since the entries are closed.
    for (const calls of all.toReversed()) calls.abortAll(() => destroyedError('registry', reason));
    for (const entry of this.#entries.values()) {
      if (readUnpolluted(entry, 'destroy') !== undefined) entry.destroy?.(reason);
    }
    return this.close();
  }

  async #close(): Promise<void> {
    await settleAll([...this.#entries.values()].map((entry) => entry.close()));
  }
}
