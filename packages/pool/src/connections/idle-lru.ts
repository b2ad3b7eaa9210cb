// The idle connections of a pool, by last use.
import type { Clock } from '@sluice/core';
import { wallTimeAt } from '@sluice/core/internal';
import type { Timer } from '@sluice/core/plugin';
import { LRUCache } from 'lru-cache';
import type { PoolConnection } from '../contract.ts';
import { LinkedList } from '../hosts/linked-list.ts';
import type { Entry, RecentLink } from '../hosts/records.ts';

/** Minimum time between two sweeps, in ms, so that many deadlines cost few sweeps. An expiry may be this late. */
const SWEEP_GAP = 100;

/**
 * Stays in the cache, so that the cache is never empty: when its last item is removed, lru-cache 11 clears its whole
 * key and value lists, which would make each lease of a single idle connection cost O(maxIdle).
 */
const ANCHOR: unique symbol = Symbol('anchor');

/**
 * All idle connections in an LRU list, with one timer for all deadlines. It closes nothing: the pool removes and closes
 * the connections.
 *
 * A released connection first goes to a linked list, and into the LRU list when the order is needed: in a busy pool
 * most connections are leased again before that.
 */
export class IdleLru<C extends PoolConnection> {
  readonly #lru: LRUCache<Entry<C> | typeof ANCHOR, true>;
  /** Connections released since the order was last needed, the newest last. */
  readonly #recent: LinkedList<RecentLink<C>> = new LinkedList();
  readonly #clock: Clock;
  readonly #expire: (entry: Entry<C>) => void;
  readonly #sweep = (): void => this.#sweepNow();
  #timer: Timer | undefined = undefined;
  #firesAt = Infinity;
  #sweptAt = -Infinity;

  /**
   * @param max most entries; one more is allowed until the pool has evicted another
   * @param expire called by the sweep for each entry past its deadline; must delete the entry
   */
  constructor(max: number, clock: Clock, expire: (entry: Entry<C>) => void) {
    this.#lru = new LRUCache({ max: max + 2 });
    this.#lru.set(ANCHOR, true);
    this.#clock = clock;
    this.#expire = expire;
  }

  get size(): number {
    return this.#lru.size - 1 + this.#recent.size;
  }

  /**
   * Adds an entry as the newest, for `limit` ms (more than 0) or until it is too old.
   * @param now Default: the clock is read
   * @returns false if it is too old already; then it is not added
   */
  put(entry: Entry<C>, limit: number, now: number = this.#clock.now()): boolean {
    entry.staleAt = Infinity;
    entry.staleAtWall = Infinity;
    if (limit !== Infinity || entry.tooOldAt !== Infinity) {
      const staleAt = Math.min(now + limit, entry.tooOldAt);
      if (staleAt <= now) return false;
      entry.staleAt = staleAt;
      entry.staleAtWall = wallTimeAt(this.#clock, staleAt, now);
      this.#arm(staleAt, now);
    }
    entry.recent.listed = true;
    this.#recent.push(entry.recent);
    return true;
  }

  /** Removes an entry. */
  delete(entry: Entry<C>): void {
    if (entry.recent.listed) this.#unlist(entry.recent);
    else this.#lru.delete(entry);
  }

  #unlist(link: RecentLink<C>): void {
    link.listed = false;
    this.#recent.remove(link);
  }

  /** Moves recently released connections into the LRU list, in order of their release. */
  #order(): void {
    for (let link = this.#recent.first; link !== undefined; link = this.#recent.first) {
      this.#unlist(link);
      this.#lru.set(link.entry, true);
    }
  }

  /** The least recently used entry. */
  oldest(): Entry<C> | undefined {
    this.#order();
    for (const key of this.#lru.rkeys()) {
      if (key !== ANCHOR) return key;
      this.#lru.get(ANCHOR); // makes it the newest, out of the way of the next search
      if (this.size === 0) return undefined;
      return this.oldest();
    }
    return undefined;
  }

  /** Whether an entry has been idle for too long, by either clock. @param now Default: the clock is read */
  isStale(entry: Entry<C>, now: number = this.#clock.now()): boolean {
    if (entry.staleAt === Infinity) return false;
    return now >= entry.staleAt || this.#clock.wallTime() >= entry.staleAtWall;
  }

  /** Stops the timer. Called when the pool has no connection left. */
  stop(): void {
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer);
    this.#timer = undefined;
    this.#firesAt = Infinity;
  }

  #arm(deadline: number, now: number): void {
    const at = Math.max(deadline, this.#sweptAt + SWEEP_GAP);
    if (at >= this.#firesAt) return;
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer);
    this.#firesAt = at;
    this.#timer = this.#clock.setTimer(Math.max(0, Math.ceil(at - now)), this.#sweep, true);
  }

  #sweepNow(): void {
    this.#order();
    const now = this.#clock.now();
    const wall = this.#clock.wallTime();
    this.#timer = undefined;
    this.#firesAt = Infinity;
    this.#sweptAt = now;
    const stale: Entry<C>[] = [];
    let next = Infinity;
    for (const entry of this.#lru.keys()) {
      if (entry === ANCHOR) continue;
      if (now >= entry.staleAt || wall >= entry.staleAtWall) stale.push(entry);
      else if (entry.staleAt < next) next = entry.staleAt;
    }
    if (next !== Infinity) this.#arm(next, now);
    for (const entry of stale) if (entry.state === 'idle' && this.isStale(entry)) this.#expire(entry);
  }
}
