// The records of a pool: hosts, connections, dials, waiters and leases.
import type { Alarm } from '@sluice/core/plugin';
import type { CloseReason, Dial, Lease, PoolConnection, Waiter } from '../contract.ts';
import { LinkedList, type Linked } from './linked-list.ts';
import type { PoolCounters } from '../stats.ts';

/**
 * The state of a connection: `idle` carries no exchange; `spare` carries exchanges and has room for more; `busy` takes
 * no more for now; `removed` is no longer in the pool.
 */
export type EntryState = 'idle' | 'spare' | 'busy' | 'removed';

/** Called by leases and waiters. Not part of the public interface of the pool. */
export interface PoolCallbacks<C extends PoolConnection> {
  release(entry: Entry<C>, reusable: boolean, now: number | undefined): void;
  cancel(waiter: PooledWaiter<C>, reason: unknown): boolean;
}

/** The state of one key. Exists as long as the key has connections, dials or waiters. */
export class Host<C extends PoolConnection> {
  readonly key: string;
  readonly callbacks: PoolCallbacks<C>;
  readonly counters: PoolCounters;
  /** Idle connections, the most recently used last. */
  readonly idle: LinkedList<Entry<C>> = new LinkedList();
  /** Active connections with room for more exchanges. */
  readonly spare: LinkedList<Entry<C>> = new LinkedList();
  /** Waiting requests, the oldest first. Waiters that own a dial come before waiters that do not. */
  readonly waiters: LinkedList<PooledWaiter<C>> = new LinkedList();
  /** The oldest waiter without a dial. */
  nextToDial: PooledWaiter<C> | undefined = undefined;
  /** Open connections, idle and active. */
  open = 0;
  /** Dials under way, with or without owner. */
  readonly dials: LinkedList<PendingDial<C>> = new LinkedList();
  /** Runs while dials are under way and no request waits. */
  abandonment: Alarm | undefined = undefined;
  /** Runs while waiters start no dials: those under way are expected to serve all, or the server takes no exchange. */
  sharedDialTimeout: Alarm | undefined = undefined;
  /** How many waiters one dial is expected to serve; Infinity while that is unknown. */
  expectedCapacity = 1;
  /** Each waiter needs a dial of its own: the last dial failed or took too long. */
  dialsEach = false;
  /** Dials under way that other waiters do not rely on. */
  suspectDials = 0;
  /** The capacity of the last connection, not affected by failed dials. */
  lastCapacity = 1;
  /** Index in the heap of hosts that wait for `maxTotal`; -1 outside it. */
  heapIndex = -1;
  /** The arrival by which the heap sorts this host. */
  heapSeq = 0;

  constructor(key: string, callbacks: PoolCallbacks<C>, counters: PoolCounters) {
    this.key = key;
    this.callbacks = callbacks;
    this.counters = counters;
  }

  /** Records the capacity of the last connection. */
  learnCapacity(capacity: number): void {
    this.expectedCapacity = this.lastCapacity = capacity;
    this.dialsEach = false;
  }

  /** A dial failed or took too long: each waiter needs a dial of its own until a dial succeeds. */
  dialEach(): void {
    this.expectedCapacity = 1;
    this.dialsEach = true;
  }

  /** The number of dials under way. */
  get dialing(): number {
    return this.dials.size;
  }
}

/** A connection in the pool. */
export class Entry<C extends PoolConnection> implements Linked<Entry<C>> {
  readonly connection: C;
  readonly host: Host<C>;
  prev: Entry<C> | undefined = undefined;
  next: Entry<C> | undefined = undefined;
  state: EntryState = 'busy';
  /** Exchanges it carries now. */
  active = 0;
  /** Exchanges it has been leased for. */
  served = 0;
  /** Whether it has been idle: the peer may have closed it unnoticed, even if it never carried an exchange. */
  wasIdle = false;
  /** Its link in the list of recently released connections. */
  readonly recent: RecentLink<C> = new RecentLink(this);
  /** Set when it takes no further exchange: the reason of its close when the last exchange ends. */
  retired: CloseReason | undefined = undefined;
  /** When it is too old, on the monotonic clock. */
  readonly tooOldAt: number;
  /** While idle: when it is stale, on the monotonic clock. */
  staleAt: number = Infinity;
  /** While idle: the same moment on the wall clock. */
  staleAtWall: number = Infinity;

  constructor(connection: C, host: Host<C>, tooOldAt: number) {
    this.connection = connection;
    this.host = host;
    this.tooOldAt = tooOldAt;
  }
}

/** The link of a recently released connection, see `IdleLru`. */
export class RecentLink<C extends PoolConnection> implements Linked<RecentLink<C>> {
  readonly entry: Entry<C>;
  prev: RecentLink<C> | undefined = undefined;
  next: RecentLink<C> | undefined = undefined;
  /** Whether it is in the list. */
  listed = false;

  constructor(entry: Entry<C>) {
    this.entry = entry;
  }
}

/** A dial under way. */
export class PendingDial<C extends PoolConnection> implements Linked<PendingDial<C>> {
  prev: PendingDial<C> | undefined = undefined;
  next: PendingDial<C> | undefined = undefined;
  readonly host: Host<C>;
  /** The waiter that is rejected if the dial fails; undefined once that waiter was served or cancelled. */
  owner: PooledWaiter<C> | undefined;
  readonly abort: AbortController = new AbortController();
  /** Aborted when no request waits for its key any more. */
  readonly abandon: AbortController = new AbortController();
  isSuspect = false;

  constructor(owner: PooledWaiter<C>) {
    this.host = owner.host;
    this.owner = owner;
  }

  /** Marks the dial as unreliable for other requests: its own request was cancelled, or the dial takes too long. */
  suspect(): void {
    if (!this.isSuspect) this.host.suspectDials++;
    this.isSuspect = true;
  }

  /** Whether it ended because no request waits for it, which is not a failure. */
  gaveUp(error: unknown): boolean {
    const { aborted, reason } = this.abandon.signal;
    return this.owner === undefined && aborted && error === reason;
  }
}

/** The implementation of {@link Waiter}. */
export class PooledWaiter<C extends PoolConnection> implements Waiter<C>, Linked<PooledWaiter<C>> {
  readonly promise: Promise<Lease<C>>;
  readonly resolve: (lease: Lease<C>) => void;
  readonly reject: (reason: unknown) => void;
  readonly host: Host<C>;
  readonly dial: Dial<C>;
  /** Order of arrival over all keys. */
  readonly seq: number;
  prev: PooledWaiter<C> | undefined = undefined;
  next: PooledWaiter<C> | undefined = undefined;
  /** False once it was served, rejected or cancelled. */
  waiting = true;
  /** The dial that it owns. */
  ownDial: PendingDial<C> | undefined = undefined;
  /** How many younger requests were about to be served while this one waited for `maxTotal`. */
  overtaken = 0;

  constructor(host: Host<C>, dial: Dial<C>, seq: number) {
    const { promise, resolve, reject } = Promise.withResolvers<Lease<C>>();
    this.promise = promise;
    this.resolve = resolve;
    this.reject = reject;
    this.host = host;
    this.dial = dial;
    this.seq = seq;
  }

  cancel(reason: unknown): boolean {
    return this.host.callbacks.cancel(this, reason);
  }
}

/** The implementation of {@link Lease}. */
export class PooledLease<C extends PoolConnection> implements Lease<C> {
  readonly connection: C;
  readonly reused: boolean;
  #entry: Entry<C> | undefined;

  constructor(entry: Entry<C>, reused: boolean) {
    this.connection = entry.connection;
    this.reused = reused;
    this.#entry = entry;
  }

  release(reusable: boolean, now?: number): void {
    const entry = this.#entry;
    if (entry === undefined) return;
    this.#entry = undefined;
    entry.host.callbacks.release(entry, reusable, now);
  }
}
