// Applies the result of the caller's `checkRetry` to the verdict of the policy.
import { refuse } from '@sluice/core/plugin';
import type { CheckResult } from './hooks.ts';
import { isRepeatable, refuseBody } from './judge.ts';
import type { AttemptOutcome } from './outcome.ts';
import type { RetryPolicy } from './policy.ts';
import type { Verdict } from './step.ts';

/**
 * The verdict after `checkRetry`. A one-shot body is never sent again. A request that takes effect each time it is sent is
 * only sent again if the call itself has the `checkRetry`.
 * @param checked the result of `checkRetry`; undefined leaves the verdict as it is
 * @throws OptionError if the result is invalid
 */
export function applyCheck(
  outcome: AttemptOutcome,
  policy: RetryPolicy,
  verdict: Verdict,
  checked: CheckResult,
): Verdict {
  if (checked === undefined) return verdict;
  const { retry, wait, reason } = fullResult(checked);
  if (typeof retry !== 'boolean' || (wait !== undefined && !(wait >= 0))) {
    throw refuse(
      'retry.checkRetry',
      checked,
      'a function that returns a boolean, undefined or { retry, wait?, reason? }',
    );
  }
  if (!retry) {
    if (verdict.rule === 'answer') return verdict;
    const why = `not retried: ${reason ?? 'checkRetry'} (${verdict.reason})`;
    return { retry, rule: 'check', reason: why, wait: undefined };
  }
  const isForbidden =
    outcome.repeats === 'forbidden' && !policy.checkedByCall && !isRepeatable(outcome, policy);
  if (isForbidden) return verdict;
  const why = reason ?? (verdict.retry ? verdict.reason : `checkRetry (${verdict.reason})`);
  const changed: Verdict = { retry, rule: verdict.retry ? verdict.rule : 'check', reason: why, wait };
  return outcome.body === 'one-shot' ? refuseBody(changed) : changed;
}

/** The result as an object with its own properties only: a polluted prototype must not add a wait. */
function fullResult(checked: Exclude<CheckResult, undefined>): {
  retry: boolean;
  wait?: number;
  reason?: string;
} {
  const given = typeof checked === 'object' && checked !== null ? checked : { retry: checked };
  return Object.assign(Object.create(null), given) as { retry: boolean };
}
