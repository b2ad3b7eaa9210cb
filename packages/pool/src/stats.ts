// The statistics of a pool and their counters.

/** The counters of a key. `opened` less all closes is `idle + active`. */
export interface PoolCounters {
  /** Connections opened. */
  opened: number;
  /** Exchanges on a connection that had carried an exchange before. */
  reused: number;
  /** Waiters served by a connection that another exchange released before a dial ended (late binding). */
  servedByReturn: number;
  /** Waiters served by a new connection, of their own dial or of another. */
  servedByDial: number;
  /** Waiters cancelled while they waited. */
  cancelled: number;
  /** Dials that failed. */
  dialFailures: number;
  /** Closed as least recently used: over `maxIdle`, or to make room for another host under `maxTotal`. */
  evicted: number;
  /** Closed after the idle time or `maxAge`. */
  expired: number;
  /** Closed because a limit did not allow keeping them. */
  limit: number;
  /** Closed because they were found dead when taken. */
  unusable: number;
  /** Closed because they were released as not reusable. */
  discarded: number;
  /** Closed by the closing of the pool. */
  closed: number;
  /** Closed by the peer, as reported with `remove()`. */
  closedByPeer: number;
  /** Requests replayed because their connection turned out dead, as reported with `countReplay()`. */
  replayed: number;
  /** Most connections open at one time. */
  peakOpen: number;
}

/** The current state and the counters of a key, or of the whole pool. */
export interface HostStats extends Readonly<PoolCounters> {
  /** Connections that carry no exchange. */
  readonly idle: number;
  /** Connections that carry at least one exchange. */
  readonly active: number;
  /** Connections being opened. */
  readonly dialing: number;
  /** Waiting requests. */
  readonly waiting: number;
}

/** The totals of the pool, always exact, and its keys. */
export interface PoolStats extends HostStats {
  /** All keys with connections, dials or waiters, and the most recent 1,000 others. */
  readonly hosts: Readonly<Record<string, HostStats>>;
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

/** Adds counters to a sum, except `peakOpen`, which cannot be added. */
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
