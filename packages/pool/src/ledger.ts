import { LRUCache } from 'lru-cache';
import type { PoolConnection } from './contract.ts';
import { Host, type Desk } from './records.ts';
import { addCounters, newCounters, type HostStats, type PoolCounters, type PoolStats } from './stats.ts';

/** How many keys keep their counters after they came to hold nothing. */
const REMEMBERED = 1000;

/** What is kept of a key that holds nothing. A key that is back shares its counters with it. */
interface Past {
  readonly counters: PoolCounters;
  readonly known: number;
}

/**
 * The pool's books: one `Host` for each key that holds or waits for something, and the counters of those that did.
 * Counting touches the host alone; totals are added up when asked for. Memory is bounded by what the pool holds and
 * by {@link REMEMBERED}: what a key counted beyond that goes into the totals.
 */
export class Ledger<C extends PoolConnection> {
  readonly #hosts = new Map<string, Host<C>>();
  #past: LRUCache<string, Past> | undefined = undefined;
  readonly #older: PoolCounters = newCounters();
  readonly #desk: Desk<C>;

  constructor(desk: Desk<C>) {
    this.#desk = desk;
  }

  /** The host of a key that holds or waits for something. */
  find(key: string): Host<C> | undefined {
    return this.#hosts.get(key);
  }

  /**
   * The host of a key, with its old counters if they are still known.
   * @param shareable a connection of a key that is not known may turn out to serve any number of waiters
   */
  open(key: string, shareable: boolean): Host<C> {
    const known = this.#hosts.get(key);
    if (known !== undefined) return known;
    const past = this.#past?.get(key); // stays there: emptying an LRUCache costs its whole length
    const host = new Host(key, this.#desk, past?.counters ?? newCounters());
    host.know(past?.known ?? (shareable ? Infinity : 1));
    this.#hosts.set(key, host);
    return host;
  }

  /** The counters of a key, or those of all forgotten ones when it is one of them. */
  countersOf(key: string): PoolCounters {
    return (this.#hosts.get(key) ?? this.#past?.get(key))?.counters ?? this.#older;
  }

  /** Forgets a host that holds nothing and waits for nothing. Harmless when that was done before. */
  forget(host: Host<C>): void {
    if (this.#hosts.get(host.key) !== host) return;
    this.#hosts.delete(host.key);
    this.#past ??= new LRUCache({
      max: REMEMBERED,
      dispose: ({ counters }, key, reason) => {
        if (reason === 'evict' && !this.#hosts.has(key)) addCounters(this.#older, counters);
      },
    });
    this.#past.set(host.key, { counters: host.counters, known: host.known });
  }

  /** The hosts that hold or wait for something. */
  hosts(): IterableIterator<Host<C>> {
    return this.#hosts.values();
  }

  /** @param peakOpen most connections the pool ever held */
  stats(peakOpen: number): PoolStats {
    const sum = { ...newCounters(), idle: 0, active: 0, dialing: 0, waiting: 0 };
    addCounters(sum, this.#older);
    sum.peakOpen = peakOpen;
    const hosts = new Map<string, HostStats>();
    this.#past?.rforEach(({ counters }, key) => {
      if (this.#hosts.has(key)) return;
      hosts.set(key, { ...counters, idle: 0, active: 0, dialing: 0, waiting: 0 });
      addCounters(sum, counters);
    });
    for (const host of this.#hosts.values()) {
      const idle = host.idle.size;
      const gauges = { idle, active: host.open - idle, dialing: host.dialing, waiting: host.waiters.size };
      hosts.set(host.key, { ...host.counters, ...gauges });
      addCounters(sum, host.counters);
      sum.idle += gauges.idle;
      sum.active += gauges.active;
      sum.dialing += gauges.dialing;
      sum.waiting += gauges.waiting;
    }
    return { ...sum, hosts };
  }
}
