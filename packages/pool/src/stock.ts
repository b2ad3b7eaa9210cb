import { NetworkError, type Clock } from '@sluice/core';
import type { CloseReason, Lease, PoolConnection } from './contract.ts';
import { endUnserved, handOver } from './dial-ownership.ts';
import { Ledger } from './ledger.ts';
import { WaitingLine, type Supply } from './line.ts';
import type { PoolLimits } from './options.ts';
import { Entry, PooledLease, type Host, type PendingDial, type Place, type PooledWaiter } from './records.ts';
import { IdleShelf } from './shelf.ts';

/** The pool's connections: which one is handed out, where it goes when it comes back, when it is closed. */
export class Stock<C extends PoolConnection> implements Supply<C> {
  readonly ledger: Ledger<C>;
  readonly line: WaitingLine<C>;
  readonly #limits: PoolLimits;
  readonly #clock: Clock;
  readonly #maxUses: number;
  readonly #idleTimeout: number;
  readonly #shelf: IdleShelf<C>;
  readonly #entries = new Map<C, Entry<C>>();
  /** Most connections open at one time. */
  peakOpen = 0;

  constructor(limits: PoolLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
    this.#maxUses = limits.keepAlive ? limits.maxRequests : 1;
    this.#idleTimeout = limits.keepAlive && limits.maxIdle > 0 ? limits.idleTimeout : 0;
    this.#shelf = new IdleShelf(limits.maxIdle, clock, (entry) => this.#close(entry, 'expired'));
    this.ledger = new Ledger({
      giveBack: (entry, reusable) => this.#giveBack(entry, reusable),
      cancel: (waiter, reason) => this.line.cancel(waiter, reason),
    });
    this.line = new WaitingLine(limits, this.ledger, this, clock);
  }

  get open(): number {
    return this.#entries.size;
  }

  /** See `ConnectionPool.take()`. */
  take(key: string): Lease<C> | undefined {
    const host = this.ledger.find(key);
    if (host === undefined) return undefined;
    const entry = this.#findSpare(host) ?? this.#findIdle(host);
    return entry === undefined ? undefined : this.#lend(entry);
  }

  /** See `ConnectionPool.remove()`. */
  remove(connection: C): void {
    const entry = this.#entries.get(connection);
    if (entry === undefined) return;
    entry.host.counters.closedByPeer++;
    this.#letGo(entry);
    this.line.pump(entry.host);
  }

  /** See `ConnectionPool.update()`. */
  update(connection: C): void {
    const entry = this.#entries.get(connection);
    if (entry === undefined) return;
    const { host } = entry;
    host.know(Math.min(connection.capacity, this.#maxUses));
    if (entry.retired !== undefined) return this.line.pump(host);
    const flaw = this.#flaw(entry);
    if (flaw !== undefined) this.#retire(entry, flaw);
    else if (entry.place !== 'idle' || host.waiters.size > 0) this.#settle(entry, false);
    this.line.pump(host);
  }

  /** Closes every idle connection now and every other one when it carries nothing any more, or now as well. */
  closeAll(now: boolean): void {
    for (const entry of this.#entries.values()) {
      if (now) this.#close(entry, 'closed');
      else this.#retire(entry, 'closed');
    }
  }

  evictOldest(): boolean {
    const oldest = this.#shelf.oldest();
    if (oldest === undefined) return false;
    this.#close(oldest, 'evicted');
    return true;
  }

  arrive(dial: PendingDial<C>, connection: C): void {
    const { host } = dial;
    const entry = new Entry(connection, host, this.#clock.now() + this.#limits.maxAge);
    this.#entries.set(connection, entry);
    this.peakOpen = Math.max(this.peakOpen, this.#entries.size);
    host.open++;
    host.counters.opened++;
    host.counters.peakOpen = Math.max(host.counters.peakOpen, host.open);
    host.know(Math.min(connection.capacity, this.#maxUses));
    if (this.line.isShut) return this.#close(entry, 'closed');
    if (!connection.isUsable()) {
      this.line.failDial(dial, closedBeforeUse());
      return this.#close(entry, 'unusable');
    }
    const oldest = host.waiters.first;
    if (!(connection.capacity >= 1)) {
      endUnserved(dial);
    } else if (oldest !== undefined) {
      handOver(dial, oldest);
      this.#serve(oldest, entry, true);
    } else if (connection.capacity > 1 && (host.spare.last ?? host.idle.last) !== undefined) {
      return this.#close(entry, 'limit');
    }
    this.#settle(entry, true);
    this.line.pump(host);
  }

  // ── handing out ────────────────────────────────────────────────────────────────────────────────────────────

  #findSpare(host: Host<C>): Entry<C> | undefined {
    for (let entry = host.spare.last; entry !== undefined; entry = host.spare.last) {
      const flaw = this.#flaw(entry) ?? (this.line.mustYield(Infinity, false) ? 'evicted' : undefined);
      if (flaw !== undefined) this.#retire(entry, flaw);
      else if (entry.active < entry.connection.capacity) return entry;
      else this.#move(entry, 'busy');
    }
    return undefined;
  }

  #findIdle(host: Host<C>): Entry<C> | undefined {
    let before: Entry<C> | undefined;
    for (let entry = host.idle.last; entry !== undefined; entry = before) {
      before = entry.prev;
      const flaw = this.#shelf.isStale(entry) ? 'expired' : this.#flaw(entry);
      if (flaw !== undefined) this.#close(entry, flaw);
      else if (entry.connection.capacity >= 1) return entry;
    }
    return undefined;
  }

  /** Why a connection must take no further exchange, if so. */
  #flaw(entry: Entry<C>): CloseReason | undefined {
    if (entry.served >= this.#maxUses) return 'limit';
    if (entry.tooOldAt !== Infinity && this.#clock.now() >= entry.tooOldAt) return 'expired';
    return entry.connection.isUsable() ? undefined : 'unusable';
  }

  #hasRoom(entry: Entry<C>): boolean {
    return entry.active < entry.connection.capacity && entry.served < this.#maxUses;
  }

  #lend(entry: Entry<C>): Lease<C> {
    const used = entry.served > 0;
    if (used) entry.host.counters.reused++;
    entry.served++;
    entry.active++;
    this.#move(entry, this.#hasRoom(entry) ? 'spare' : 'busy');
    return new PooledLease(entry, used || entry.wasIdle);
  }

  #serve(waiter: PooledWaiter<C>, entry: Entry<C>, dialed: boolean): void {
    if (dialed) entry.host.counters.servedByDial++;
    else entry.host.counters.servedByReturn++;
    this.line.leave(waiter);
    waiter.resolve(this.#lend(entry));
  }

  // ── coming back ────────────────────────────────────────────────────────────────────────────────────────────

  #giveBack(entry: Entry<C>, reusable: boolean): void {
    if (entry.place === 'gone') return;
    entry.active--;
    if (!reusable) this.#retire(entry, 'discarded');
    else if (entry.retired === undefined) this.#settle(entry, false);
    else if (entry.active === 0) this.#close(entry, entry.retired);
  }

  /** Serves the oldest in line as far as the connection has room, then puts it where it belongs. */
  #settle(entry: Entry<C>, dialed: boolean): void {
    const { host, connection } = entry;
    for (let waiter = host.waiters.first; waiter !== undefined; waiter = host.waiters.first) {
      if (!(entry.active < connection.capacity)) break;
      const free = entry.active === 0;
      const flaw = this.#flaw(entry) ?? (this.line.mustYield(waiter.seq, free) ? 'evicted' : undefined);
      if (flaw !== undefined) return this.#retire(entry, flaw);
      this.#serve(waiter, entry, dialed);
    }
    if (entry.active > 0) this.#move(entry, this.#hasRoom(entry) ? 'spare' : 'busy');
    else this.#shelve(entry);
  }

  #shelve(entry: Entry<C>): void {
    const { host, connection } = entry;
    const limit = Math.min(this.#idleTimeout, connection.idleLimit ?? Infinity);
    if (entry.served >= this.#maxUses || !(limit > 0)) return this.#close(entry, 'limit');
    if (!this.#shelf.put(entry, limit)) return this.#close(entry, 'expired');
    entry.wasIdle = true;
    this.#move(entry, 'idle');
    const surplus = host.idle.size > this.#limits.maxIdlePerHost ? host.idle.first : undefined;
    if (surplus !== undefined) this.#close(surplus, 'limit');
    if (this.#shelf.size > this.#limits.maxIdle) this.evictOldest();
    this.line.admitQueued();
  }

  #move(entry: Entry<C>, place: Place): void {
    if (entry.place === place) return;
    if (entry.place === 'idle') {
      entry.host.idle.remove(entry);
      this.#shelf.delete(entry);
    } else if (entry.place === 'spare') {
      entry.host.spare.remove(entry);
    }
    entry.place = place;
    if (place === 'idle') entry.host.idle.push(entry);
    else if (place === 'spare') entry.host.spare.push(entry);
  }

  // ── letting go ─────────────────────────────────────────────────────────────────────────────────────────────

  /** No further exchange: closed now, or when the last one ends. */
  #retire(entry: Entry<C>, reason: CloseReason): void {
    if (entry.place === 'gone') return;
    if (entry.active === 0) return this.#close(entry, reason);
    entry.retired ??= reason;
    this.#move(entry, 'busy');
  }

  #close(entry: Entry<C>, reason: CloseReason): void {
    if (entry.place === 'gone') return;
    entry.host.counters[reason]++;
    this.#letGo(entry);
    try {
      entry.connection.close(reason);
    } catch (error) {
      queueMicrotask(() => {
        throw error; // a fault of the connection's, not of whoever released it
      });
    }
    this.line.pump(entry.host);
  }

  #letGo(entry: Entry<C>): void {
    this.#move(entry, 'gone');
    this.#entries.delete(entry.connection);
    entry.host.open--;
    if (this.#entries.size === 0) this.#shelf.stop();
  }
}

function closedBeforeUse(): NetworkError {
  const message = 'the connection was closed before its first use';
  return new NetworkError('ERR_SLUICE_CONNECTION_LOST', message, { phase: 'connect' });
}
