import { MAX_TIMER_MS, refuse } from '@sluice/core';
import type { Decision, Verdict } from './decision.ts';
import type { AttemptOutcome } from './outcome.ts';
import type { RetryPolicy } from './policy.ts';
import { readHint, type ServerHint } from './server-hint.ts';

/**
 * How long to wait before the next attempt, or that the wait is not worth it: longer than what is granted to a
 * server, or than what is left until the call's deadline. Pure but for the policy's own functions.
 * @throws OptionError when the policy's backoff returns something that is no delay.
 */
export function planWait(outcome: AttemptOutcome, policy: RetryPolicy, verdict: Verdict): Decision {
  const hint = hintOf(outcome, policy);
  const planned =
    hint === undefined
      ? { wait: computeDelay(outcome, policy), reason: verdict.reason }
      : heed(hint, outcome, policy, verdict.reason);
  if (planned.wait === undefined) return { action: 'stop', rule: 'ceiling', reason: planned.reason };
  if (planned.wait >= outcome.remaining) {
    return {
      action: 'stop',
      rule: 'deadline',
      reason: `gave up: a wait of ${round(planned.wait)} ms does not fit the ${round(outcome.remaining)} ms left (${planned.reason})`,
    };
  }
  return { action: 'retry', wait: planned.wait, rule: verdict.rule, reason: planned.reason };
}

/** What the server asked to wait, where the policy heeds it. */
export function hintOf(outcome: AttemptOutcome, policy: RetryPolicy): ServerHint | undefined {
  const { status, headers, wallTime } = outcome;
  if (status === undefined || headers === undefined || !policy.hintStatuses.has(status)) return undefined;
  return readHint(headers, policy.hints, wallTime);
}

function computeDelay(outcome: AttemptOutcome, policy: RetryPolicy): number {
  const { minDelay, maxDelay, factor, random } = policy;
  const { attempt, previousDelay } = outcome;
  const delay = policy.backoff({
    outcome,
    retry: attempt,
    previousDelay,
    minDelay,
    maxDelay,
    factor,
    random,
  });
  if (typeof delay !== 'number' || !(delay >= 0)) {
    throw refuse('retry.backoff', delay, 'a function that returns a number of ms from 0 on');
  }
  return Math.min(delay, MAX_TIMER_MS);
}

/** The wait that a server's demand leads to; undefined when it asks for too much. */
function heed(
  hint: ServerHint,
  outcome: AttemptOutcome,
  policy: RetryPolicy,
  why: string,
): { wait: number | undefined; reason: string } {
  const { maxRetryAfter, ceiling, hintSlack } = policy;
  let { wait } = hint;
  if (hintSlack !== false) {
    const delay = computeDelay(outcome, policy);
    wait = Math.min(Math.max(wait, delay), delay + hintSlack);
  }
  const reason = `${why}; ${hint.source} asks for ${round(hint.wait)} ms`;
  if (wait <= maxRetryAfter || ceiling === 'wait') return { wait, reason };
  const over = `more than maxRetryAfter ${round(maxRetryAfter)} ms`;
  return ceiling === 'cap'
    ? { wait: maxRetryAfter, reason: `${reason}, ${over}: capped` }
    : {
        wait: undefined,
        reason: `gave up: ${hint.source} asks for ${round(hint.wait)} ms, ${over} (${why})`,
      };
}

function round(ms: number): number {
  return Math.round(ms);
}
