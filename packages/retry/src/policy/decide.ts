import type { Decision, StopDecision, Verdict } from './decision.ts';
import { judge } from './judge.ts';
import type { AttemptOutcome } from './outcome.ts';
import { planWait } from './plan-wait.ts';
import type { RetryPolicy } from './policy.ts';

/**
 * What follows an outcome: another attempt now, another one after a wait, or none. Pure but for `policy.random` and
 * the caller's own functions in the policy. Budgets, cool-downs and hooks are asked after it.
 * @throws OptionError when the policy's own backoff returns something that is no delay.
 */
export function decide(outcome: AttemptOutcome, policy: RetryPolicy): Decision {
  const verdict = judge(outcome, policy);
  if (!verdict.retry) return { action: 'stop', rule: verdict.rule, reason: verdict.reason };
  if (outcome.attempt > policy.maxRetries) return outOfRetries(policy, verdict);
  return planWait(outcome, policy, verdict);
}

/** The decision when the retries are used up. */
export function outOfRetries(policy: RetryPolicy, { reason }: Verdict): StopDecision {
  return {
    action: 'stop',
    rule: 'retries',
    reason: `gave up: maxRetries ${policy.maxRetries} reached (${reason})`,
  };
}
