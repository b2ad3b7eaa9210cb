// The retry decision: what follows the outcome of an attempt.
import type { ExtraAttempt } from '../budget/budget.ts';
import { applyCheck } from './apply-check.ts';
import type { CheckResult } from './hooks.ts';
import { judge } from './judge.ts';
import type { AttemptOutcome } from './outcome.ts';
import { planWait } from './plan-wait.ts';
import type { RetryPolicy } from './policy.ts';
import type { AnswerStep, Step, StepRule, StopStep } from './step.ts';

/** The inputs of the decision besides the outcome. */
export interface StepState {
  /** The rules. */
  readonly policy: RetryPolicy;
  /** The result of the policy's `checkRetry` for this outcome. Default: undefined, the policy alone decides. */
  readonly checked?: CheckResult;
  /** Time left until the call's deadline now, in ms. Default: the outcome's. */
  readonly remaining?: number | undefined;
  /**
   * Returns the rest of a pause that the host has requested, in ms; 0 without a pause. Called at most once, for a planned
   * retry whose own wait fits the deadline. Default: no pause.
   */
  readonly pause?: (() => number) | undefined;
  /**
   * Pays for a retry from the budget of the host, if the budget has enough. Called at most once, after all other rules
   * have allowed the retry. Default: every retry is granted.
   */
  readonly grant?: ((kind: ExtraAttempt) => boolean) | undefined;
}

const ANSWER: AnswerStep = Object.freeze({ action: 'answer', rule: 'answer', reason: 'answered' });

/**
 * Decides what follows an attempt: return its response, retry after a wait, or stop. The retry loop carries out this
 * decision; only a pause that the host requests during the wait can still stop a retry. Pure, except for the functions in
 * the state and in the policy.
 * @throws OptionError if `backoff` or `checkRetry` returned an invalid value; the errors of these functions
 */
export function nextStep(outcome: AttemptOutcome, state: StepState): Step {
  const { policy } = state;
  const verdict = applyCheck(outcome, policy, judge(outcome, policy), state.checked);
  const { retry, rule, reason } = verdict;
  if (rule === 'answer') return ANSWER;
  if (!retry) return { action: 'stop', rule, reason, exhausted: false };
  if (outcome.attempt > policy.maxRetries) {
    return exhausted('retries', `maxRetries ${policy.maxRetries} reached (${reason})`);
  }
  const planned = planWait(outcome, policy, verdict);
  if (planned.wait === undefined) return exhausted('ceiling', planned.reason);
  const remaining = state.remaining ?? outcome.remaining;
  let { wait } = planned;
  if (wait < remaining && state.pause !== undefined) wait = Math.max(wait, state.pause());
  if (!(wait < remaining)) {
    const numbers = `a wait of ${Math.round(wait)} ms does not fit the ${Math.round(remaining)} ms left`;
    return exhausted('deadline', `${numbers} (${planned.reason})`);
  }
  const kind = outcome.status === 429 ? 'throttle' : 'transient';
  if (state.grant !== undefined && !state.grant(kind)) {
    return exhausted('budget', `the retry budget of ${outcome.url.origin} is spent (${reason})`);
  }
  return { action: 'retry', wait, rule, reason: planned.reason };
}

/** The step for a failure that would be retried if retries, time or budget allowed it. */
export function exhausted(rule: StepRule, why: string): StopStep {
  return { action: 'stop', rule, reason: `gave up: ${why}`, exhausted: true };
}
