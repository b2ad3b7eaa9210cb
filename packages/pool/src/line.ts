import { alarmsOf, ClosedError, type Alarms, type Clock } from '@sluice/core';
import { Abandonment, ABANDONED_AFTER } from './abandonment.ts';
import type { Dial, PoolConnection } from './contract.ts';
import { dialsSuffice, SHARING_PATIENCE, SharingPatience } from './dial-sharing.ts';
import type { Ledger } from './ledger.ts';
import type { PoolLimits } from './options.ts';
import { holdProcess, letProcessGo } from './process-hold.ts';
import { HostQueue } from './queue.ts';
import { PendingDial, PooledWaiter, type Host } from './records.ts';

/** Younger requests of other hosts that may be served while one held up by `maxTotal` waits. */
const MAX_OVERTAKEN = 64;

/** Where the line's connections come from and go to. */
export interface Supply<C extends PoolConnection> {
  /** Connections, idle and active, over all keys. */
  readonly open: number;
  /** Closes the least recently used idle connection. False when there is none. */
  evictOldest(): boolean;
  /** A dial ended well. The line has already counted it out. */
  arrive(dial: PendingDial<C>, connection: C): void;
}

/**
 * Who waits, and which dials are under way. A waiter owns at most one dial; dials start in order of arrival, so that
 * the waiters of a key that own one stand before those that do not.
 */
export class WaitingLine<C extends PoolConnection> {
  readonly #limits: PoolLimits;
  readonly #ledger: Ledger<C>;
  readonly #supply: Supply<C>;
  readonly #alarms: Alarms;
  readonly #queue: HostQueue<C>;
  readonly #dials = new Set<PendingDial<C>>();
  #arrivals = 0;
  #emptied: PromiseWithResolvers<void> | undefined = undefined;

  constructor(limits: PoolLimits, ledger: Ledger<C>, supply: Supply<C>, clock: Clock) {
    this.#limits = limits;
    this.#alarms = alarmsOf(clock, false);
    this.#ledger = ledger;
    this.#supply = supply;
    this.#queue = new HostQueue((host) => this.#mayDial(host));
  }

  /** Puts a request in line and starts a dial if the limits allow; rejected at once when the pool is closed. */
  wait(key: string, dial: Dial<C>, shareable: boolean): PooledWaiter<C> {
    const host = this.#ledger.open(key, shareable);
    const waiter = new PooledWaiter(host, dial, this.#arrivals++);
    holdProcess();
    host.abandonment?.stop();
    host.waiters.push(waiter);
    host.wanting ??= waiter;
    if (this.#emptied === undefined) this.pump(host);
    else this.fail(waiter, new ClosedError('pool'));
    return waiter;
  }

  /** Takes a waiter out of the line; its dial, if any, goes on without owner. */
  leave(waiter: PooledWaiter<C>): void {
    const { host, pending } = waiter;
    if (host.wanting === waiter) host.wanting = waiter.next;
    host.waiters.remove(waiter);
    waiter.inLine = false;
    if (pending !== undefined) pending.owner = undefined;
    waiter.pending = undefined;
    letProcessGo();
    if (host.waiters.size === 0 && host.dialing > 0) {
      this.#alarms.start((host.abandonment ??= new Abandonment(host)), ABANDONED_AFTER);
    }
  }

  /** Takes a waiter out and rejects it. */
  fail(waiter: PooledWaiter<C>, reason: unknown): void {
    this.leave(waiter);
    waiter.reject(reason);
    this.#forgetIfEmpty(waiter.host);
  }

  /** A dial failed: so does its owner, if it has one still. */
  failDial(dial: PendingDial<C>, error: unknown): void {
    dial.host.counters.dialFailures++;
    // What a connection could carry is worth nothing while none can be had: the others must not wait out one dial each.
    dial.host.expected = 1;
    if (dial.owner !== undefined) this.fail(dial.owner, error);
  }

  /** See `Waiter.cancel()`. */
  cancel(waiter: PooledWaiter<C>, reason: unknown): boolean {
    if (!waiter.inLine) return false;
    waiter.host.counters.cancelled++;
    this.fail(waiter, reason);
    return true;
  }

  /**
   * To be called after anything that may let a host dial, or leave it empty: starts all dials the limits allow, and
   * forgets the host when it holds nothing.
   */
  pump(host: Host<C>): void {
    if (this.#emptied !== undefined) {
      this.#checkEmptied();
    } else if (this.#limits.maxTotal === Infinity) {
      while (this.#mayDial(host)) this.#start(host);
    } else {
      if (this.#mayDial(host)) this.#queue.add(host);
      this.admitQueued();
    }
    if (host.dialing > 0 && host.wanting !== undefined && dialsSuffice(host)) this.#bePatient(host);
    this.#forgetIfEmpty(host);
  }

  #bePatient(host: Host<C>): void {
    host.patience ??= new SharingPatience(host, (late) => this.pump(late));
    if (host.patience.queue === undefined) this.#alarms.start(host.patience, SHARING_PATIENCE);
  }

  /** Starts dials of queued hosts in order of arrival, while there is room under `maxTotal` or it can be made. */
  admitQueued(): void {
    if (this.#queue.size === 0) return;
    for (let host = this.#queue.first(); host !== undefined; host = this.#queue.first()) {
      if (this.#supply.open + this.#dials.size < this.#limits.maxTotal) this.#start(host);
      else if (!this.#supply.evictOldest()) return;
    }
  }

  /**
   * A request that arrived at `seq` is about to be served: must the connection be given up instead, for an older
   * request of another host that is held up by `maxTotal`? For a host without any connection one is given up at once,
   * for others after {@link MAX_OVERTAKEN} younger requests; and, since a shared one may take long to leave, one more
   * after as many again. So no host starves, and hosts that compete do not close each other's all the time.
   * @param free the connection carries nothing, so that its place is free at once
   */
  mustYield(seq: number, free: boolean): boolean {
    if (this.#queue.size === 0) return false;
    const host = this.#queue.first();
    const waiter = host?.wanting;
    if (host === undefined || waiter === undefined || waiter.seq >= seq) return false;
    const turn = waiter.overtaken++ % (MAX_OVERTAKEN + 1);
    if (host.open + host.dialing === 0) return free || turn === 0;
    return turn === MAX_OVERTAKEN;
  }

  /**
   * Closes the line: everyone is rejected, every dial aborted. Only the first call counts.
   * @returns settled when no connection and no dial is left
   */
  shut(reason: unknown): Promise<void> {
    if (this.#emptied !== undefined) return this.#emptied.promise;
    this.#emptied = Promise.withResolvers();
    for (const host of this.#ledger.hosts()) {
      host.patience?.stop();
      for (let waiter = host.waiters.first; waiter !== undefined; waiter = host.waiters.first) {
        this.fail(waiter, reason ?? new ClosedError('pool'));
      }
    }
    for (const dial of this.#dials) dial.abort.abort(reason ?? new ClosedError('pool'));
    this.#checkEmptied();
    return this.#emptied.promise;
  }

  get isShut(): boolean {
    return this.#emptied !== undefined;
  }

  #checkEmptied(): void {
    if (this.#supply.open + this.#dials.size === 0) this.#emptied?.resolve();
  }

  /** The host has a waiter without a dial, and its own limits allow one more. */
  #mayDial(host: Host<C>): boolean {
    if (host.wanting === undefined) return false;
    if (host.open + host.dialing >= this.#limits.maxPerHost) return false;
    if (host.dialing >= this.#limits.maxDialing) return false;
    return !dialsSuffice(host);
  }

  #start(host: Host<C>): void {
    const waiter = host.wanting;
    if (waiter === undefined) return;
    const dial = new PendingDial(waiter);
    host.wanting = waiter.next;
    host.dials.push(dial);
    waiter.pending = dial;
    this.#dials.add(dial);
    // A dial that throws fails later, like any other, so that many of them do not nest.
    new Promise<C>((resolve) => resolve(waiter.dial(dial.abort.signal, dial.abandon.signal))).then(
      (connection) => {
        this.#ended(dial);
        this.#supply.arrive(dial, connection);
      },
      (error: unknown) => {
        this.#ended(dial);
        if (!dial.gaveUp(error)) this.failDial(dial, error);
        this.pump(dial.host);
      },
    );
  }

  #ended(dial: PendingDial<C>): void {
    this.#dials.delete(dial);
    const { host } = dial;
    host.dials.remove(dial);
    if (host.dialing > 0) return;
    host.abandonment?.stop();
    host.patience?.stop();
  }

  #forgetIfEmpty(host: Host<C>): void {
    if (host.open + host.dialing + host.waiters.size > 0) return;
    this.#queue.remove(host);
    this.#ledger.forget(host);
  }
}
