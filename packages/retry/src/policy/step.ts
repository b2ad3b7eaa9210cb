// The steps that can follow an attempt, and the verdict on which they are based.

/**
 * The rule on which a step is based:
 * - `answer`: the outcome is a final answer
 * - `status`, `error`: the outcome itself
 * - `method`: the method is not idempotent
 * - `body`: the body cannot be sent again
 * - `check`: the caller's `checkRetry`
 * - `retries`: maxRetries is reached
 * - `deadline`: the wait does not fit the call's deadline
 * - `ceiling`: the server requested a longer wait than the policy grants
 * - `budget`: the retry budget of the host is spent
 */
export type StepRule =
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

/** Whether an outcome calls for another attempt, apart from the number of retries, the wait and the budget. */
export interface Verdict {
  /** Whether another attempt may help and is allowed. */
  readonly retry: boolean;
  /** The rule on which it is based. */
  readonly rule: StepRule;
  /** The reason in words, for the attempt's history. */
  readonly reason: string;
  /** The wait in ms that `checkRetry` demands; only the deadline bounds it. */
  readonly wait: number | undefined;
}

/** The outcome is a final answer, which is not retried. */
export interface AnswerStep {
  readonly action: 'answer';
  /** The rule on which it is based. */
  readonly rule: 'answer';
  /** The reason in words. */
  readonly reason: string;
}

/** Another attempt follows. */
export interface RetryStep {
  readonly action: 'retry';
  /** The wait before the attempt, in ms. */
  readonly wait: number;
  /** The rule on which it is based. */
  readonly rule: StepRule;
  /** The reason in words, for the attempt's history. */
  readonly reason: string;
}

/** The attempt failed and no other follows. */
export interface StopStep {
  readonly action: 'stop';
  /** The rule on which it is based. */
  readonly rule: StepRule;
  /** The reason in words, for the attempt's history. */
  readonly reason: string;
  /** Whether the failure would have been retried if the number of retries, the time and the budget had allowed it. */
  readonly exhausted: boolean;
}

/** The step that follows an attempt. */
export type Step = AnswerStep | RetryStep | StopStep;
