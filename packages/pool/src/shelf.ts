import type { Clock, Timer } from '@sluice/core';
import { LRUCache } from 'lru-cache';
import type { PoolConnection } from './contract.ts';
import { LinkedList } from './list.ts';
import type { Entry, ShelfPlace } from './records.ts';

/** Least time in ms between two sweeps, so that many deadlines cost few sweeps. Expiry may be this late. */
const SWEEP_GAP = 100;

/**
 * Stays in the cache for ever, so that it never gets empty: lru-cache 11 overwrites its whole key and value lists
 * when the last item leaves, which would make every take of a lone connection cost O(maxIdle).
 */
const ANCHOR: unique symbol = Symbol('anchor');

/**
 * All idle connections, by last use: one LRU list, and one timer for all deadlines. It decides and closes nothing:
 * taken is deleted, and so is evicted; what was evicted the pool closes.
 *
 * Connections just given back stand before the LRU list, in a list of links, until somebody asks for the order: in a busy
 * pool most are taken again before that.
 */
export class IdleShelf<C extends PoolConnection> {
  readonly #lru: LRUCache<Entry<C> | typeof ANCHOR, true>;
  /** Given back since the order was last asked for, the newest last. */
  readonly #fresh: LinkedList<ShelfPlace<C>> = new LinkedList();
  readonly #clock: Clock;
  readonly #expire: (entry: Entry<C>) => void;
  readonly #sweep = (): void => this.#sweepNow();
  #timer: Timer | undefined = undefined;
  #firesAt = Infinity;
  #sweptAt = -Infinity;

  /**
   * @param max most entries; one more is allowed for the moment until the pool has evicted another
   * @param expire called by the sweep for each entry past its deadline; must take it off the shelf
   */
  constructor(max: number, clock: Clock, expire: (entry: Entry<C>) => void) {
    this.#lru = new LRUCache({ max: max + 2 });
    this.#lru.set(ANCHOR, true);
    this.#clock = clock;
    this.#expire = expire;
  }

  get size(): number {
    return this.#lru.size - 1 + this.#fresh.size;
  }

  /**
   * Puts an entry in as the newest, for `limit` ms (more than 0) or until it is too old.
   * @returns false, and nothing done, when it is too old already
   */
  put(entry: Entry<C>, limit: number): boolean {
    entry.staleAt = Infinity;
    entry.staleAtWall = Infinity;
    if (limit !== Infinity || entry.tooOldAt !== Infinity) {
      const now = this.#clock.now();
      const staleAt = Math.min(now + limit, entry.tooOldAt);
      if (staleAt <= now) return false;
      entry.staleAt = staleAt;
      entry.staleAtWall = this.#clock.wallTime() + (staleAt - now);
      this.#arm(staleAt, now);
    }
    entry.shelf.fresh = true;
    this.#fresh.push(entry.shelf);
    return true;
  }

  /** Takes an entry off. */
  delete(entry: Entry<C>): void {
    if (entry.shelf.fresh) this.#takeFresh(entry.shelf);
    else this.#lru.delete(entry);
  }

  #takeFresh(place: ShelfPlace<C>): void {
    place.fresh = false;
    this.#fresh.remove(place);
  }

  /** Puts those just given back where they belong: they were used after all others. */
  #order(): void {
    for (let place = this.#fresh.first; place !== undefined; place = this.#fresh.first) {
      this.#takeFresh(place);
      this.#lru.set(place.entry, true);
    }
  }

  /** The least recently used entry. */
  oldest(): Entry<C> | undefined {
    this.#order();
    for (const key of this.#lru.rkeys()) {
      if (key !== ANCHOR) return key;
      this.#lru.get(ANCHOR); // now the newest, out of the way of the next search
      if (this.size === 0) return undefined;
      return this.oldest();
    }
    return undefined;
  }

  /** True when an entry has been idle for too long by either clock. */
  isStale(entry: Entry<C>): boolean {
    if (entry.staleAt === Infinity) return false;
    return this.#clock.now() >= entry.staleAt || this.#clock.wallTime() >= entry.staleAtWall;
  }

  /** Stops the timer. To be called when the pool holds no connection any more. */
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
    for (const entry of stale) if (entry.place === 'idle' && this.isStale(entry)) this.#expire(entry);
  }
}
