/** What is counted for a key, from the first connection on. `opened` less all the closes is `idle + active`. */
export interface PoolCounters {
  /** Connections opened. */
  opened: number;
  /** Exchanges that got a connection which had been handed out before. */
  reused: number;
  /** Waiters served by a connection that another exchange gave back before any dial ended (late binding). */
  servedByReturn: number;
  /** Waiters served by a connection just dialed, their own dial or another's. */
  servedByDial: number;
  /** Waiters that were cancelled in line. */
  cancelled: number;
  /** Dials that failed. */
  dialFailures: number;
  /** Closed as the least recently used: over `maxIdle`, or to admit another host under `maxTotal`. */
  evicted: number;
  /** Closed after the idle time or `maxAge`. */
  expired: number;
  /** Closed because a limit forbade to keep them. */
  limit: number;
  /** Closed because they were found dead when taken. */
  unusable: number;
  /** Closed because they were released as not reusable. */
  discarded: number;
  /** Closed by the closing of the pool. */
  closed: number;
  /** Reported by `remove()`: the peer closed them. */
  closedByPeer: number;
  /** Requests sent again because their connection turned out dead, as far as their transport tells: see `countReplay()`. */
  replayed: number;
  /** Most connections open at one time. */
  peakOpen: number;
}

/** What a key, or the whole pool, holds now and has done. */
export interface HostStats extends Readonly<PoolCounters> {
  /** Connections that carry no exchange. */
  readonly idle: number;
  /** Connections that carry at least one exchange. */
  readonly active: number;
  /** Connections being opened. */
  readonly dialing: number;
  /** Requests in line. */
  readonly waiting: number;
}

/** The pool's totals, always exact, and its keys. */
export interface PoolStats extends HostStats {
  /** Per key: all that hold or wait for something, and the most recent 1,000 of the others. */
  readonly hosts: ReadonlyMap<string, HostStats>;
}

/** Counters at zero. */
export function newCounters(): PoolCounters {
  return {
    opened: 0,
    reused: 0,
    servedByReturn: 0,
    servedByDial: 0,
    cancelled: 0,
    dialFailures: 0,
    evicted: 0,
    expired: 0,
    limit: 0,
    unusable: 0,
    discarded: 0,
    closed: 0,
    closedByPeer: 0,
    replayed: 0,
    peakOpen: 0,
  };
}

/** Adds up everything but `peakOpen`, which is no sum. */
export function addCounters(sum: PoolCounters, more: Readonly<PoolCounters>): void {
  sum.opened += more.opened;
  sum.reused += more.reused;
  sum.servedByReturn += more.servedByReturn;
  sum.servedByDial += more.servedByDial;
  sum.cancelled += more.cancelled;
  sum.dialFailures += more.dialFailures;
  sum.evicted += more.evicted;
  sum.expired += more.expired;
  sum.limit += more.limit;
  sum.unusable += more.unusable;
  sum.discarded += more.discarded;
  sum.closed += more.closed;
  sum.closedByPeer += more.closedByPeer;
  sum.replayed += more.replayed;
}
