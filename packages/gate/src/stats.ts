// The statistics of a gate, and their counters.
import type { GateErrorCode } from './gate-error.ts';

/** One key of a gate at this moment. */
export interface GateKeyStats {
  /** The limit of slots. */
  readonly limit: number;
  /** Exchanges under way. */
  readonly running: number;
  /** Slots they take; differs from `running` when some have a `weight`. */
  readonly slots: number;
  /** Attempts in the waiting list. */
  readonly waiting: number;
}

/** {@link GateKeyStats} with their key. */
export interface KeyState extends GateKeyStats {
  readonly key: string;
}

/** The statistics of a gate, in `client.stats().plugins.gate`. Clients that share the plugin object share them. */
export interface GateStats {
  /** Exchanges under way now. */
  readonly running: number;
  /** Slots they take. */
  readonly slots: number;
  /** Attempts in the waiting lists now. */
  readonly waiting: number;
  /** Attempts that got a slot so far. */
  readonly admitted: number;
  /** Attempts that joined a waiting list so far, however their wait ended. */
  readonly queued: number;
  /** Attempts refused because the waiting list was full. */
  readonly full: number;
  /** Attempts refused because they waited too long. */
  readonly timeout: number;
  /** Attempts aborted while they waited. */
  readonly abandoned: number;
  /** The waits that ended with a slot, added up, in ms. */
  readonly waitTotal: number;
  /** The longest of these waits, in ms. */
  readonly waitMax: number;
  /** The keys with exchanges under way or waiting attempts now. */
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

  /** Counts a wait that ended with a slot. @param wait in ms */
  countWait(wait: number): void {
    this.waitTotal += wait;
    if (wait > this.waitMax) this.waitMax = wait;
  }

  /** Counts a refusal. */
  countRefusal(code: GateErrorCode): void {
    if (code === 'ERR_SLUICE_GATE_FULL') this.full++;
    else this.timeout++;
  }

  /** The counters as plain data. */
  snapshot(keys: GateStats['keys']): GateStats {
    const { running, slots, waiting, admitted, queued, full, timeout, abandoned, waitTotal, waitMax } = this;
    return { running, slots, waiting, admitted, queued, full, timeout, abandoned, waitTotal, waitMax, keys };
  }
}
