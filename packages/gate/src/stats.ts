import type { GateErrorCode } from './gate-error.ts';

/** One key of a gate at this moment. */
export interface GateKeyStats {
  /** Slots at most. */
  readonly limit: number;
  /** Exchanges under way. */
  readonly running: number;
  /** Slots they take; differs from `running` when some have a `weight`. */
  readonly slots: number;
  /** Attempts in line. */
  readonly waiting: number;
}

/** A gate, as found in `client.stats().plugins.gate`. Shared by every client that has the same gate. */
export interface GateStats {
  /** Exchanges under way now. */
  readonly running: number;
  /** Slots they take. */
  readonly slots: number;
  /** Attempts in line now. */
  readonly waiting: number;
  /** Attempts that got a slot so far. */
  readonly admitted: number;
  /** Attempts that had to wait so far, however that ended. */
  readonly queued: number;
  /** Attempts refused because too many waited. */
  readonly full: number;
  /** Attempts refused because they waited too long. */
  readonly timeout: number;
  /** Attempts aborted while they waited. */
  readonly abandoned: number;
  /** What those who waited and got a slot have waited together, in ms. */
  readonly waitTotal: number;
  /** The longest of these waits, in ms. */
  readonly waitMax: number;
  /** The keys at which something runs or waits now. */
  readonly keys: Readonly<Record<string, GateKeyStats>>;
}

/** The counters behind {@link GateStats}. */
export class GateCounters {
  running = 0;
  slots = 0;
  waiting = 0;
  admitted = 0;
  queued = 0;
  full = 0;
  timeout = 0;
  abandoned = 0;
  waitTotal = 0;
  waitMax = 0;

  /** Somebody who waited got a slot. @param wait in ms */
  waited(wait: number): void {
    this.waitTotal += wait;
    if (wait > this.waitMax) this.waitMax = wait;
  }

  /** Somebody was refused. */
  refused(code: GateErrorCode): void {
    if (code === 'ERR_SLUICE_GATE_FULL') this.full++;
    else this.timeout++;
  }

  /** The counters as plain data. */
  snapshot(keys: GateStats['keys']): GateStats {
    const { running, slots, waiting, admitted, queued, full, timeout, abandoned, waitTotal, waitMax } = this;
    return { running, slots, waiting, admitted, queued, full, timeout, abandoned, waitTotal, waitMax, keys };
  }
}
