import type { Alarm } from '@sluice/core';
import type { CloseReason, Dial, Lease, PoolConnection, Waiter } from './contract.ts';
import { LinkedList, type Linked } from './list.ts';
import type { PoolCounters } from './stats.ts';

/**
 * Where an entry stands: `idle` carries nothing; `spare` carries exchanges and has room for more; `busy` takes no
 * more for now; `gone` has left the pool.
 */
export type Place = 'idle' | 'spare' | 'busy' | 'gone';

/** What leases and waiters call back: the pool's inner side, kept out of its public face. */
export interface Desk<C extends PoolConnection> {
  giveBack(entry: Entry<C>, reusable: boolean): void;
  cancel(waiter: PooledWaiter<C>, reason: unknown): boolean;
}

/** Everything the pool knows of one key. Lives as long as the key holds or waits for something. */
export class Host<C extends PoolConnection> {
  readonly key: string;
  readonly desk: Desk<C>;
  readonly counters: PoolCounters;
  /** Idle connections, the newest last. */
  readonly idle: LinkedList<Entry<C>> = new LinkedList();
  /** Active connections with room for more exchanges. */
  readonly spare: LinkedList<Entry<C>> = new LinkedList();
  /** Requests in line, the oldest first: those that own a dial stand before those that do not. */
  readonly waiters: LinkedList<PooledWaiter<C>> = new LinkedList();
  /** The oldest waiter without a dial. */
  wanting: PooledWaiter<C> | undefined = undefined;
  /** Connections: idle and active. */
  open = 0;
  /** Dials under way, owned or not. */
  readonly dials: LinkedList<PendingDial<C>> = new LinkedList();
  /** Runs while dials are under way that no request waits for. */
  abandonment: Alarm | undefined = undefined;
  /** Runs while waiters leave it to the dials under way to serve them all. */
  patience: Alarm | undefined = undefined;
  /** How many waiters one dial may be expected to serve; Infinity while that is not known. */
  expected = 1;
  /** The same by the last connection alone, whatever became of later dials. */
  known = 1;
  /** Place in the queue of hosts held up by `maxTotal`; -1 when it is not there. */
  queueIndex = -1;
  /** Arrival of the waiter the queue sorts this host by. */
  queueSeq = 0;

  constructor(key: string, desk: Desk<C>, counters: PoolCounters) {
    this.key = key;
    this.desk = desk;
    this.counters = counters;
  }

  /** What the last connection can carry is known now, or has changed. */
  know(capacity: number): void {
    this.expected = this.known = capacity;
  }

  /** How many dials are under way. */
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
  place: Place = 'busy';
  /** Exchanges it carries now. */
  active = 0;
  /** Exchanges it was ever handed to. */
  served = 0;
  /** It was idle before: the peer may have closed it unseen, even if it never carried an exchange. */
  wasIdle = false;
  /** Its place among all idle connections. */
  readonly shelf: ShelfPlace<C> = new ShelfPlace(this);
  /** Set when it takes no further exchange: it is closed for this reason when the last one ends. */
  retired: CloseReason | undefined = undefined;
  /** From this moment (monotonic) on it is too old. */
  readonly tooOldAt: number;
  /** While idle: it may be taken before this moment only (monotonic). */
  staleAt: number = Infinity;
  /** While idle: the same moment in wall time. */
  staleAtWall: number = Infinity;

  constructor(connection: C, host: Host<C>, tooOldAt: number) {
    this.connection = connection;
    this.host = host;
    this.tooOldAt = tooOldAt;
  }
}

/** The place of an idle connection that was just given back. */
export class ShelfPlace<C extends PoolConnection> implements Linked<ShelfPlace<C>> {
  readonly entry: Entry<C>;
  prev: ShelfPlace<C> | undefined = undefined;
  next: ShelfPlace<C> | undefined = undefined;
  /** Whether it stands among those given back since the order was last asked for. */
  fresh = false;

  constructor(entry: Entry<C>) {
    this.entry = entry;
  }
}

/** A connection being opened. */
export class PendingDial<C extends PoolConnection> implements Linked<PendingDial<C>> {
  prev: PendingDial<C> | undefined = undefined;
  next: PendingDial<C> | undefined = undefined;
  readonly host: Host<C>;
  /** The waiter that its failure would fail; none once that one was served or cancelled. */
  owner: PooledWaiter<C> | undefined;
  readonly abort: AbortController = new AbortController();
  /** Aborted when no request waits for its key any more. */
  readonly abandon: AbortController = new AbortController();

  constructor(owner: PooledWaiter<C>) {
    this.host = owner.host;
    this.owner = owner;
  }

  /** Whether it ended because no request waits any more, which is no failure. */
  gaveUp(error: unknown): boolean {
    const { aborted, reason } = this.abandon.signal;
    return this.owner === undefined && aborted && error === reason;
  }
}

/** {@link Waiter}, as the pool sees it. */
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
  /** Still in line. */
  inLine = true;
  /** The dial it owns. */
  pending: PendingDial<C> | undefined = undefined;
  /** How often a younger request was about to be served while this one was held up by `maxTotal`. */
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
    return this.host.desk.cancel(this, reason);
  }
}

/** {@link Lease}, as the pool makes it. */
export class PooledLease<C extends PoolConnection> implements Lease<C> {
  readonly connection: C;
  readonly reused: boolean;
  #entry: Entry<C> | undefined;

  constructor(entry: Entry<C>, reused: boolean) {
    this.connection = entry.connection;
    this.reused = reused;
    this.#entry = entry;
  }

  release(reusable: boolean): void {
    const entry = this.#entry;
    if (entry === undefined) return;
    this.#entry = undefined;
    entry.host.desk.giveBack(entry, reusable);
  }
}
