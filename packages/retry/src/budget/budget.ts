/**
 * What an additional attempt is for, by which its price may differ: after a `throttle` (429), after a `transient`
 * failure (any other), or as a `hedge`.
 */
export type ExtraAttempt = 'throttle' | 'transient' | 'hedge';

/** What a budget knows of one host. */
export interface BudgetHostStats {
  /** The origin. */
  readonly host: string;
  /** Additional attempts it would grant now. */
  readonly available: number;
}

/** What a budget counts. */
export interface BudgetStats {
  /** Additional attempts granted so far. */
  readonly granted: number;
  /** Additional attempts refused so far. */
  readonly refused: number;
  /** The hosts whose budget is not untouched, the emptiest first; at most 100. */
  readonly hosts: readonly BudgetHostStats[];
}

/**
 * Bounds what failing costs a host: every attempt beyond a call's first must be granted by the budget of its origin.
 * Shared by all plugins that are given the same object. `now` is a clock's monotonic time in ms.
 */
export interface RetryBudget {
  /** A call's first attempt is about to be sent. Absent when traffic as such does not matter. */
  onCall?(origin: string, now: number): void;
  /** An attempt was answered. @param after what it was granted as; undefined for a first attempt */
  onSuccess(origin: string, after: ExtraAttempt | undefined, now: number): void;
  /** Asks for one more attempt. True: it is granted and paid for. */
  take(origin: string, kind: ExtraAttempt, now: number): boolean;
  /** An attempt that was granted is not sent after all. Absent when that gives nothing back. */
  onUnsent?(origin: string, kind: ExtraAttempt, now: number): void;
  /** Counters at this moment. */
  stats(): BudgetStats;
}

/** Hosts listed in stats at most. */
export const MAX_LISTED = 100;
