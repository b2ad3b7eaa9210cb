import { refuse } from '@sluice/core';
import type { Verdict } from '../policy/decision.ts';
import { guard } from './fatal.ts';
import type { CheckResult } from '../hooks.ts';
import { judge, refuseBody } from '../policy/judge.ts';
import type { AttemptOutcome } from '../policy/outcome.ts';
import type { RetryPolicy } from '../policy/policy.ts';

/** The policy's verdict on an outcome, or what the caller's `checkRetry` makes of it. @throws Fatal when that fails */
export async function check(outcome: AttemptOutcome, policy: RetryPolicy): Promise<Verdict> {
  const verdict = judge(outcome, policy);
  const { checkRetry } = policy;
  if (checkRetry === undefined) return verdict;
  return guard(async () => combine(outcome, verdict, await checkRetry(outcome, verdict)));
}

/** @throws OptionError when `checkRetry` returned something that is no answer. */
function combine(outcome: AttemptOutcome, verdict: Verdict, said: CheckResult): Verdict {
  if (said === undefined) return verdict;
  const { retry, wait, reason } = inFull(said);
  if (typeof retry !== 'boolean' || (wait !== undefined && !(wait >= 0))) {
    throw refuse(
      'retry.checkRetry',
      said,
      'a function that returns a boolean, undefined or { retry, wait?, reason? }',
    );
  }
  if (!retry) {
    if (verdict.rule === 'answer') return verdict;
    const why = `not retried: ${reason ?? 'checkRetry'} (${verdict.reason})`;
    return { retry, rule: 'check', reason: why, wait: undefined };
  }
  const why = reason ?? (verdict.retry ? verdict.reason : `checkRetry (${verdict.reason})`);
  const wanted: Verdict = { retry, rule: verdict.retry ? verdict.rule : 'check', reason: why, wait };
  return outcome.body === 'one-shot' ? refuseBody(wanted) : wanted;
}

/** An answer with its own properties only: a polluted prototype must not make up a wait. */
function inFull(said: Exclude<CheckResult, undefined>): { retry: boolean; wait?: number; reason?: string } {
  const given = typeof said === 'object' && said !== null ? said : { retry: said };
  return Object.assign(Object.create(null), given) as { retry: boolean };
}
