// The hosts of a pool, and the counters of past hosts.
import { LRUCache } from 'lru-cache';
import type { PoolConnection } from '../contract.ts';
import { Host, type PoolCallbacks } from './records.ts';
import { addCounters, newCounters, type HostStats, type PoolCounters, type PoolStats } from '../stats.ts';

/** The most past keys with counters of their own. */
const MAX_PAST = 1000;

/** The record of a key without connections, dials and waiters. The key continues with it when it is used again. */
interface PastHost {
  readonly counters: PoolCounters;
  readonly lastCapacity: number;
}

/**
 * One `Host` for each key with connections, dials or waiters, and the counters of past keys. Counting changes the host
 * only; totals are computed on access. Memory is bounded by what the pool holds plus {@link MAX_PAST} past keys: the
 * counters of older keys are merged into the totals.
 */
export class Hosts<C extends PoolConnection> {
  readonly #hosts = new Map<string, Host<C>>();
  #past: LRUCache<string, PastHost> | undefined = undefined;
  readonly #merged: PoolCounters = newCounters();
  readonly #callbacks: PoolCallbacks<C>;

  constructor(callbacks: PoolCallbacks<C>) {
    this.#callbacks = callbacks;
  }

  /** The host of a key, if it has connections, dials or waiters. */
  find(key: string): Host<C> | undefined {
    return this.#hosts.get(key);
  }

  /**
   * The host of a key; a new host continues the counters of the past one.
   * @param shareable whether a connection of an unknown key may turn out to serve any number of waiters
   */
  open(key: string, shareable: boolean): Host<C> {
    const known = this.#hosts.get(key);
    if (known !== undefined) return known;
    const past = this.#past?.get(key); // not removed: emptying an LRUCache takes time linear in its capacity
    const host = new Host(key, this.#callbacks, past?.counters ?? newCounters());
    host.learnCapacity(past?.lastCapacity ?? (shareable ? Infinity : 1));
    this.#hosts.set(key, host);
    return host;
  }

  /** The counters of a key, or the merged counters if the key is forgotten. */
  countersOf(key: string): PoolCounters {
    return (this.#hosts.get(key) ?? this.#past?.get(key))?.counters ?? this.#merged;
  }

  /** Forgets a host without connections, dials and waiters. No effect on a host that is forgotten already. */
  forget(host: Host<C>): void {
    if (this.#hosts.get(host.key) !== host) return;
    this.#hosts.delete(host.key);
    this.#past ??= new LRUCache({
      max: MAX_PAST,
      dispose: ({ counters }, key, reason) => {
        if (reason === 'evict' && !this.#hosts.has(key)) addCounters(this.#merged, counters);
      },
    });
    this.#past.set(host.key, { counters: host.counters, lastCapacity: host.lastCapacity });
  }

  /** The hosts with connections, dials or waiters. */
  values(): IterableIterator<Host<C>> {
    return this.#hosts.values();
  }

  /** The statistics. @param peakOpen most connections open at one time */
  stats(peakOpen: number): PoolStats {
    const sum = { ...newCounters(), idle: 0, active: 0, dialing: 0, waiting: 0 };
    addCounters(sum, this.#merged);
    sum.peakOpen = peakOpen;
    // Without a prototype: a key may be any text.
    const hosts = Object.create(null) as Record<string, HostStats>;
    this.#past?.rforEach(({ counters }, key) => {
      if (this.#hosts.has(key)) return;
      hosts[key] = { ...counters, idle: 0, active: 0, dialing: 0, waiting: 0 };
      addCounters(sum, counters);
    });
    for (const host of this.#hosts.values()) {
      const idle = host.idle.size;
      const gauges = { idle, active: host.open - idle, dialing: host.dialing, waiting: host.waiters.size };
      hosts[host.key] = { ...host.counters, ...gauges };
      addCounters(sum, host.counters);
      sum.idle += gauges.idle;
      sum.active += gauges.active;
      sum.dialing += gauges.dialing;
      sum.waiting += gauges.waiting;
    }
    return { ...sum, hosts };
  }
}
