// The waiting requests of a pool, and the dials they start.
import { ClosedError, type Clock } from '@sluice/core';
import { alarmsOf, type Alarms } from '@sluice/core/plugin';
import { Abandonment, ABANDONED_AFTER } from './abandonment.ts';
import type { Dial, ExchangeErrorMaker, PoolConnection } from '../contract.ts';
import { dialsSuffice, SHARED_DIAL_TIMEOUT, SharedDialTimeout } from './dial-sharing.ts';
import type { Hosts } from '../hosts/hosts.ts';
import type { PoolLimits } from '../options.ts';
import { holdProcess, letProcessGo } from '../process-hold.ts';
import { HostHeap } from './host-heap.ts';
import { PendingDial, PooledWaiter, type Host } from '../hosts/records.ts';

/** Younger requests of other hosts that may be served while a request waits for `maxTotal`. */
const MAX_OVERTAKEN = 64;

/** The part of the pool's connections that the waiting list uses. */
export interface ConnectionSource<C extends PoolConnection> {
  /** Connections, idle and active, over all keys. */
  readonly open: number;
  /** Closes the least recently used idle connection. @returns false if none is idle */
  evictOldest(): boolean;
  /** Closes the least recently used idle connection of a host that takes no exchange. @returns false if none is idle */
  evictWithoutRoom(host: Host<C>): boolean;
  /** A dial succeeded. It no longer counts as under way. */
  arrive(dial: PendingDial<C>, connection: C): void;
}

/**
 * The waiting requests and the dials under way. A waiter owns at most one dial. Dials start in order of arrival, so
 * that the waiters of a key with a dial come before those without one.
 */
export class WaitingList<C extends PoolConnection> {
  readonly #limits: PoolLimits;
  readonly #hosts: Hosts<C>;
  readonly #source: ConnectionSource<C>;
  readonly #alarms: Alarms;
  readonly #heap: HostHeap<C>;
  readonly #dials = new Set<PendingDial<C>>();
  #arrivals = 0;
  #emptied: PromiseWithResolvers<void> | undefined = undefined;

  constructor(limits: PoolLimits, hosts: Hosts<C>, source: ConnectionSource<C>, clock: Clock) {
    this.#limits = limits;
    this.#alarms = alarmsOf(clock, false);
    this.#hosts = hosts;
    this.#source = source;
    this.#heap = new HostHeap((host) => this.#mayDial(host));
  }

  /** Adds a request, and starts a dial if the limits allow. The request is rejected at once if the pool is closed. */
  add(key: string, dial: Dial<C>, shareable: boolean): PooledWaiter<C> {
    const host = this.#hosts.open(key, shareable);
    const waiter = new PooledWaiter(host, dial, this.#arrivals++);
    holdProcess();
    host.abandonment?.stop();
    host.waiters.push(waiter);
    host.nextToDial ??= waiter;
    if (this.#emptied === undefined) this.startDials(host);
    else this.fail(waiter, new ClosedError('pool'));
    return waiter;
  }

  /** Removes a waiter. Its dial continues without an owner. */
  remove(waiter: PooledWaiter<C>): void {
    const { host, ownDial } = waiter;
    if (host.nextToDial === waiter) host.nextToDial = waiter.next;
    host.waiters.remove(waiter);
    waiter.waiting = false;
    if (ownDial !== undefined) ownDial.owner = undefined;
    waiter.ownDial = undefined;
    letProcessGo();
    if (host.waiters.size > 0) return;
    if (host.dialing === 0) host.sharedDialTimeout?.stop();
    else this.#alarms.start((host.abandonment ??= new Abandonment(host)), ABANDONED_AFTER);
  }

  /** Removes a waiter and rejects it. */
  fail(waiter: PooledWaiter<C>, reason: unknown): void {
    this.remove(waiter);
    waiter.reject(reason);
    this.#forgetIfEmpty(waiter.host);
  }

  /** A dial failed: rejects its owner, if it still has one. */
  failDial(dial: PendingDial<C>, error: unknown): void {
    dial.host.counters.dialFailures++;
    // While connections fail, each waiter needs a dial of its own, or the waiters would wait for one dial after another.
    dial.host.dialEach();
    if (dial.owner !== undefined) this.fail(dial.owner, error);
  }

  /** See `Waiter.cancel()`. */
  cancel(waiter: PooledWaiter<C>, reason: unknown): boolean {
    if (!waiter.waiting) return false;
    waiter.host.counters.cancelled++;
    // Its dial may be the reason why the request was cancelled.
    waiter.ownDial?.suspect();
    this.fail(waiter, reason);
    return true;
  }

  /**
   * Called after every change that may allow a host to dial, or leave it empty: starts all dials that the limits allow,
   * and forgets the host if it is empty.
   */
  startDials(host: Host<C>): void {
    if (this.#emptied !== undefined) {
      this.#checkEmptied();
    } else if (this.#limits.maxTotal === Infinity) {
      while (this.#mayDial(host)) this.#start(host);
    } else {
      if (this.#mayDial(host)) this.#heap.add(host);
      this.startQueuedDials();
    }
    if (this.#emptied === undefined && this.#needsDial(host) && this.#isFull(host)) {
      this.#source.evictWithoutRoom(host);
    }
    const relies = host.dialing > 0 || host.expectedCapacity < 1;
    if (relies && host.nextToDial !== undefined && dialsSuffice(host)) this.#limitSharing(host);
    else if (host.dialing === 0) host.sharedDialTimeout?.stop();
    this.#forgetIfEmpty(host);
  }

  /** Limits how long the waiters rely on the dials under way, or on connections without room. */
  #limitSharing(host: Host<C>): void {
    host.sharedDialTimeout ??= new SharedDialTimeout(host, (late) => this.startDials(late));
    if (host.sharedDialTimeout.queue === undefined)
      this.#alarms.start(host.sharedDialTimeout, SHARED_DIAL_TIMEOUT);
  }

  /**
   * Starts dials of hosts that wait for `maxTotal`, in order of arrival, as long as there is room or room can be made.
   */
  startQueuedDials(): void {
    if (this.#heap.size === 0) return;
    for (let host = this.#heap.first(); host !== undefined; host = this.#heap.first()) {
      if (this.#source.open + this.#dials.size < this.#limits.maxTotal) this.#start(host);
      else if (!this.#source.evictOldest()) return;
    }
  }

  /**
   * Whether a connection must be closed instead of serving a request that arrived at `seq`, because an older request of
   * another host waits for `maxTotal`. A host without connections gets room at once; other hosts after
   * {@link MAX_OVERTAKEN} younger requests. A shared connection may take long to end, so another one is closed after as
   * many again. No host starves, and competing hosts do not keep closing each other's connections.
   * @param free whether the connection carries no exchange, so that its place is free at once
   */
  mustYield(seq: number, free: boolean): boolean {
    if (this.#heap.size === 0) return false;
    const host = this.#heap.first();
    const waiter = host?.nextToDial;
    if (host === undefined || waiter === undefined || waiter.seq >= seq) return false;
    const turn = waiter.overtaken++ % (MAX_OVERTAKEN + 1);
    if (host.open + host.dialing === 0) return free || turn === 0;
    return turn === MAX_OVERTAKEN;
  }

  /**
   * Rejects all waiters and aborts all dials. Only the first call counts.
   * @param makeError creates the error of each waiter and each dial
   * @returns a promise that settles when no connection and no dial is left
   */
  close(makeError: ExchangeErrorMaker): Promise<void> {
    if (this.#emptied !== undefined) return this.#emptied.promise;
    this.#emptied = Promise.withResolvers();
    for (const host of this.#hosts.values()) {
      host.sharedDialTimeout?.stop();
      for (let waiter = host.waiters.first; waiter !== undefined; waiter = host.waiters.first) {
        this.fail(waiter, makeError());
      }
    }
    for (const dial of this.#dials) dial.abort.abort(makeError());
    this.#checkEmptied();
    return this.#emptied.promise;
  }

  /** Whether `close()` was called. */
  get isClosed(): boolean {
    return this.#emptied !== undefined;
  }

  #checkEmptied(): void {
    if (this.#source.open + this.#dials.size === 0) this.#emptied?.resolve();
  }

  /** Whether the host has a waiter without a dial, and its own limits allow another dial. */
  #mayDial(host: Host<C>): boolean {
    return this.#needsDial(host) && !this.#isFull(host);
  }

  /** Whether the host has a waiter without a dial, and another dial may run if there is a place for its connection. */
  #needsDial(host: Host<C>): boolean {
    return host.nextToDial !== undefined && host.dialing < this.#limits.maxDialing && !dialsSuffice(host);
  }

  #isFull(host: Host<C>): boolean {
    return host.open + host.dialing >= this.#limits.maxPerHost;
  }

  #start(host: Host<C>): void {
    const waiter = host.nextToDial;
    if (waiter === undefined) return;
    const dial = new PendingDial(waiter);
    host.nextToDial = waiter.next;
    host.dials.push(dial);
    waiter.ownDial = dial;
    this.#dials.add(dial);
    // A dial that throws fails asynchronously, so that many failing dials do not nest.
    new Promise<C>((resolve) => resolve(waiter.dial(dial.abort.signal, dial.abandon.signal))).then(
      (connection) => {
        this.#ended(dial);
        this.#source.arrive(dial, connection);
      },
      (error: unknown) => {
        this.#ended(dial);
        if (!dial.gaveUp(error)) this.failDial(dial, error);
        this.startDials(dial.host);
      },
    );
  }

  #ended(dial: PendingDial<C>): void {
    this.#dials.delete(dial);
    const { host } = dial;
    host.dials.remove(dial);
    if (dial.isSuspect) host.suspectDials--;
    if (host.dialing > 0) return;
    host.abandonment?.stop();
    host.sharedDialTimeout?.stop();
  }

  #forgetIfEmpty(host: Host<C>): void {
    if (host.open + host.dialing + host.waiters.size > 0) return;
    this.#heap.remove(host);
    this.#hosts.forget(host);
  }
}
