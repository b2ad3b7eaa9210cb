// The contract of retry budgets.

/**
 * The reason for an additional attempt, on which its price may depend: a retry after a `throttle` (429), a retry after
 * a `transient` failure (any other), or a `hedge`.
 */
export type ExtraAttempt = 'throttle' | 'transient' | 'hedge';

/** The budget of one host. */
export interface BudgetHostStats {
  /** The origin. */
  readonly host: string;
  /** Additional attempts that the budget would grant now. */
  readonly available: number;
}

/** The statistics of a budget. */
export interface BudgetStats {
  /** Additional attempts granted so far. */
  readonly granted: number;
  /** Additional attempts refused so far. */
  readonly refused: number;
  /** The hosts whose budget has been used, the emptiest first; at most 100. */
  readonly hosts: readonly BudgetHostStats[];
}

/**
 * Bounds the additional load on a failing host: every attempt after a call's first needs a grant of the budget of its
 * origin. Plugins with the same object share it. `now` is the monotonic time of a clock, in ms. No method may be async: a
 * promise from `take` fails the call with an OptionError, and one from the others that rejects is a warning of the process.
 */
export interface RetryBudget {
  /** A call is about to send its first attempt. Optional: for budgets that depend on traffic. */
  onCall?(origin: string, now: number): void;
  /** An attempt succeeded. @param after the kind of its grant; undefined for a first attempt */
  onSuccess(origin: string, after: ExtraAttempt | undefined, now: number): void;
  /** Requests a grant for an additional attempt. @returns true if the attempt is granted, and charged */
  take(origin: string, kind: ExtraAttempt, now: number): boolean;
  /** A granted attempt is not sent. Optional: for budgets with refunds. */
  onUnsent?(origin: string, kind: ExtraAttempt, now: number): void;
  /** The counters now. */
  stats(): BudgetStats;
}

/** The most hosts that statistics list. */
export const MAX_LISTED = 100;
