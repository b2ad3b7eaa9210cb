/**
 * The rule a decision rests on:
 * `status`, `error` the outcome itself; `method` not idempotent; `body` cannot be sent again; `check` the caller's
 * `checkRetry`; `retries` maxRetries reached; `deadline` the wait does not fit the call's deadline; `ceiling` the
 * server asked for a longer wait than is granted; `budget` the host's retry budget is spent; `answer` nothing to
 * decide, the outcome is final.
 */
export type DecisionRule =
  | 'answer'
  | 'status'
  | 'error'
  | 'method'
  | 'body'
  | 'check'
  | 'retries'
  | 'deadline'
  | 'ceiling'
  | 'budget';

/** Whether an outcome calls for another attempt, before counters, waits and budgets are asked. */
export interface Verdict {
  /** Whether another attempt may help and may be made. */
  readonly retry: boolean;
  /** The rule it rests on. */
  readonly rule: DecisionRule;
  /** In words, as found in the attempt's history. */
  readonly reason: string;
  /** What to wait, in ms, where the caller's `checkRetry` says so; only the deadline still bounds it. */
  readonly wait: number | undefined;
}

/** Another attempt follows after `wait` ms; 0: at once. */
export interface RetryDecision {
  readonly action: 'retry';
  /** In ms. */
  readonly wait: number;
  /** The rule it rests on. */
  readonly rule: DecisionRule;
  /** In words, as found in the attempt's history. */
  readonly reason: string;
}

/** No attempt follows: the outcome is the call's last. */
export interface StopDecision {
  readonly action: 'stop';
  /** The rule it rests on. */
  readonly rule: DecisionRule;
  /** In words, as found in the attempt's history. */
  readonly reason: string;
}

/** What follows an attempt. */
export type Decision = RetryDecision | StopDecision;
