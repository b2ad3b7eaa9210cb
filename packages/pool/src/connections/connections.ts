// The connections of a pool: leases, releases and closes.
import type { Clock } from '@sluice/core';
import type { CloseReason, ExchangeErrorMaker, Lease, PoolConnection } from '../contract.ts';
import { endUnserved, handOver } from '../waiting/dial-ownership.ts';
import { Hosts } from '../hosts/hosts.ts';
import { WaitingList, type ConnectionSource } from '../waiting/waiting-list.ts';
import type { PoolLimits } from '../options.ts';
import {
  Entry,
  PooledLease,
  type Host,
  type PendingDial,
  type EntryState,
  type PooledWaiter,
} from '../hosts/records.ts';
import { closedBeforeUse } from './closed-before-use.ts';
import { IdleLru } from './idle-lru.ts';
import { idleWithoutRoom, UsageLimits } from './usage-limits.ts';

/** Decides which connection is leased, what happens to it when it is released, and when it is closed. */
export class Connections<C extends PoolConnection> implements ConnectionSource<C> {
  readonly hosts: Hosts<C>;
  readonly waitingList: WaitingList<C>;
  readonly #limits: PoolLimits;
  readonly #usage: UsageLimits;
  readonly #idleTimeout: number;
  readonly #idleLru: IdleLru<C>;
  readonly #entries = new Map<C, Entry<C>>();
  /** Most connections open at one time. */
  peakOpen = 0;

  constructor(limits: PoolLimits, clock: Clock) {
    this.#limits = limits;
    this.#usage = new UsageLimits(limits, clock);
    this.#idleTimeout = limits.keepAlive && limits.maxIdle > 0 ? limits.idleTimeout : 0;
    this.#idleLru = new IdleLru(limits.maxIdle, clock, (entry) => this.#close(entry, 'expired'));
    this.hosts = new Hosts({
      release: (entry, reusable, now) => this.#release(entry, reusable, now),
      cancel: (waiter, reason) => this.waitingList.cancel(waiter, reason),
    });
    this.waitingList = new WaitingList(limits, this.hosts, this, clock);
  }

  get open(): number {
    return this.#entries.size;
  }

  /** See `ConnectionPool.take()`. */
  take(key: string, now?: number): Lease<C> | undefined {
    const host = this.hosts.find(key);
    if (host === undefined) return undefined;
    const entry = this.#findSpare(host) ?? this.#findIdle(host, now);
    return entry === undefined ? undefined : this.#lease(entry);
  }

  /** See `ConnectionPool.remove()`. */
  remove(connection: C): void {
    const entry = this.#entries.get(connection);
    if (entry === undefined) return;
    entry.host.counters.closedByPeer++;
    this.#remove(entry);
    this.waitingList.startDials(entry.host);
  }

  /** See `ConnectionPool.update()`. */
  update(connection: C): void {
    const entry = this.#entries.get(connection);
    if (entry === undefined) return;
    const { host } = entry;
    host.learnCapacity(this.#usage.capacityOf(connection));
    if (entry.retired !== undefined) return this.waitingList.startDials(host);
    const unfit = this.#usage.unfitReason(entry);
    if (unfit !== undefined) this.#retire(entry, unfit);
    else if (entry.state !== 'idle' || host.waiters.size > 0) this.#serveWaiters(entry, false);
    this.waitingList.startDials(host);
  }

  /**
   * Closes idle connections now, and active ones when their exchanges have ended.
   * @param makeError creates the errors of exchanges; if given, active connections are closed now too
   */
  closeAll(makeError?: ExchangeErrorMaker): void {
    for (const entry of this.#entries.values()) {
      if (makeError !== undefined) this.#close(entry, 'closed', makeError);
      else this.#retire(entry, 'closed');
    }
  }

  evictOldest(): boolean {
    const oldest = this.#idleLru.oldest();
    if (oldest !== undefined) this.#close(oldest, 'evicted');
    return oldest !== undefined;
  }

  evictWithoutRoom(host: Host<C>): boolean {
    const oldest = idleWithoutRoom(host);
    if (oldest !== undefined) this.#close(oldest, 'limit');
    return oldest !== undefined;
  }

  arrive(dial: PendingDial<C>, connection: C): void {
    const { host } = dial;
    const entry = new Entry(connection, host, this.#usage.tooOldAt());
    this.#entries.set(connection, entry);
    this.peakOpen = Math.max(this.peakOpen, this.#entries.size);
    host.counters.opened++;
    host.counters.peakOpen = Math.max(host.counters.peakOpen, ++host.open);
    const refused = host.lastCapacity < 1 && connection.capacity >= 1;
    host.learnCapacity(this.#usage.capacityOf(connection));
    if (this.waitingList.isClosed) return this.#close(entry, 'closed');
    if (!connection.isUsable()) {
      this.waitingList.failDial(dial, closedBeforeUse());
      return this.#close(entry, 'unusable');
    }
    // How many exchanges the server accepts is known once it has sent its limits: until then, one dial at a time.
    if (refused) host.expectedCapacity = Infinity;
    const oldest = host.waiters.first;
    if (!(connection.capacity >= 1)) {
      endUnserved(dial);
    } else if (oldest !== undefined) {
      handOver(dial, oldest);
      this.#serve(oldest, entry, true);
    } else if (connection.capacity > 1 && (host.spare.last ?? host.idle.last) !== undefined) {
      return this.#close(entry, 'limit');
    }
    this.#serveWaiters(entry, true);
    // It takes the places of those without room, so that they do not add up.
    for (let more = refused; more;) more = this.evictWithoutRoom(host);
    this.waitingList.startDials(host);
  }

  #findSpare(host: Host<C>): Entry<C> | undefined {
    for (let entry = host.spare.last; entry !== undefined; entry = host.spare.last) {
      const unfit =
        this.#usage.unfitReason(entry) ??
        (this.waitingList.mustYield(Infinity, false) ? 'evicted' : undefined);
      if (unfit !== undefined) this.#retire(entry, unfit);
      else if (entry.active < entry.connection.capacity) return entry;
      else this.#setState(entry, 'busy');
    }
    return undefined;
  }

  #findIdle(host: Host<C>, now: number | undefined): Entry<C> | undefined {
    let before: Entry<C> | undefined;
    for (let entry = host.idle.last; entry !== undefined; entry = before) {
      before = entry.prev;
      const unfit = this.#idleLru.isStale(entry, now) ? 'expired' : this.#usage.unfitReason(entry, now);
      if (unfit !== undefined) this.#close(entry, unfit);
      else if (entry.connection.capacity >= 1) return entry;
    }
    return undefined;
  }

  #lease(entry: Entry<C>): Lease<C> {
    const used = entry.served > 0;
    if (used) entry.host.counters.reused++;
    entry.served++;
    entry.active++;
    this.#setState(entry, this.#usage.hasRoom(entry) ? 'spare' : 'busy');
    return new PooledLease(entry, used || entry.wasIdle);
  }

  #serve(waiter: PooledWaiter<C>, entry: Entry<C>, dialed: boolean): void {
    if (dialed) entry.host.counters.servedByDial++;
    else entry.host.counters.servedByReturn++;
    this.waitingList.remove(waiter);
    waiter.resolve(this.#lease(entry));
  }

  #release(entry: Entry<C>, reusable: boolean, now: number | undefined): void {
    if (entry.state === 'removed') return;
    entry.active--;
    if (!reusable) this.#retire(entry, 'discarded');
    else if (entry.retired === undefined) this.#serveWaiters(entry, false, now);
    else if (entry.active === 0) this.#close(entry, entry.retired);
  }

  /** Serves the oldest waiters as far as the connection has room, then sets its state. */
  #serveWaiters(entry: Entry<C>, dialed: boolean, now?: number): void {
    const { host, connection } = entry;
    for (let waiter = host.waiters.first; waiter !== undefined; waiter = host.waiters.first) {
      if (!(entry.active < connection.capacity)) break;
      const free = entry.active === 0;
      const unfit =
        this.#usage.unfitReason(entry, now) ??
        (this.waitingList.mustYield(waiter.seq, free) ? 'evicted' : undefined);
      if (unfit !== undefined) return this.#retire(entry, unfit);
      this.#serve(waiter, entry, dialed);
    }
    if (entry.active > 0) this.#setState(entry, this.#usage.hasRoom(entry) ? 'spare' : 'busy');
    else this.#keepIdle(entry, now);
  }

  #keepIdle(entry: Entry<C>, now: number | undefined): void {
    const { host, connection } = entry;
    const limit = Math.min(this.#idleTimeout, connection.idleLimit ?? Infinity);
    if (this.#usage.isUsedUp(entry) || !(limit > 0)) return this.#close(entry, 'limit');
    if (!this.#idleLru.put(entry, limit, now)) return this.#close(entry, 'expired');
    entry.wasIdle = true;
    this.#setState(entry, 'idle');
    const surplus = host.idle.size > this.#limits.maxIdlePerHost ? host.idle.first : undefined;
    if (surplus !== undefined) this.#close(surplus, 'limit');
    if (this.#idleLru.size > this.#limits.maxIdle) this.evictOldest();
    if (host.waiters.size > 0) this.waitingList.startDials(host); // it may have to give its place to a dial
    else this.waitingList.startQueuedDials();
  }

  #setState(entry: Entry<C>, state: EntryState): void {
    if (entry.state === state) return;
    if (entry.state === 'idle') {
      entry.host.idle.remove(entry);
      this.#idleLru.delete(entry);
    } else if (entry.state === 'spare') {
      entry.host.spare.remove(entry);
    }
    entry.state = state;
    if (state === 'idle') entry.host.idle.push(entry);
    else if (state === 'spare') entry.host.spare.push(entry);
  }

  /** Lets a connection take no further exchange: closes it now, or when its last exchange ends. */
  #retire(entry: Entry<C>, reason: CloseReason): void {
    if (entry.state === 'removed') return;
    if (entry.active === 0) return this.#close(entry, reason);
    entry.retired ??= reason;
    this.#setState(entry, 'busy');
  }

  #close(entry: Entry<C>, reason: CloseReason, makeError?: ExchangeErrorMaker): void {
    if (entry.state === 'removed') return;
    entry.host.counters[reason]++;
    this.#remove(entry);
    try {
      entry.connection.close(reason, makeError);
    } catch (error) {
      queueMicrotask(() => {
        throw error; // a fault of the connection, not of the caller that released it
      });
    }
    this.waitingList.startDials(entry.host);
  }

  #remove(entry: Entry<C>): void {
    this.#setState(entry, 'removed');
    this.#entries.delete(entry.connection);
    entry.host.open--;
    if (this.#entries.size === 0) this.#idleLru.stop();
  }
}
