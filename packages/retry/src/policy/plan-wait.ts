import { MAX_TIMER_MS, refuse } from '@sluice/core';
import type { Decision, RetryDecision, Verdict } from './decision.ts';
import type { AttemptOutcome } from './outcome.ts';
import type { RetryPolicy } from './policy.ts';
import { readHint, type ServerHint } from '../hints/server-hint.ts';

/**
 * How long to wait before the next attempt, or that the wait is not worth it: longer than what is granted to a
 * server, or than what is left until the call's deadline. Pure but for the policy's own functions.
 * @throws OptionError when the policy's backoff returns something that is no delay.
 */
export function planWait(outcome: AttemptOutcome, policy: RetryPolicy, verdict: Verdict): Decision {
  const planned = plan(outcome, policy, verdict);
  if (planned.wait === undefined) return { action: 'stop', rule: 'ceiling', reason: planned.reason };
  const { wait, reason } = planned;
  return fitDeadline({ action: 'retry', wait, rule: verdict.rule, reason }, outcome.remaining);
}

/** A retry whose wait ends before the deadline as it is, any other as a stop: waiting in vain helps nobody. */
export function fitDeadline(decision: RetryDecision, remaining: number): Decision {
  const { wait, reason } = decision;
  if (wait < remaining) return decision;
  const numbers = `a wait of ${round(wait)} ms does not fit the ${round(remaining)} ms left`;
  return { action: 'stop', rule: 'deadline', reason: `gave up: ${numbers} (${reason})` };
}

/** A wait and its reason; no wait when the server asks for too much. */
interface Planned {
  readonly wait: number | undefined;
  readonly reason: string;
}

function plan(outcome: AttemptOutcome, policy: RetryPolicy, { wait, reason }: Verdict): Planned {
  if (wait !== undefined) return { wait, reason };
  const hint = hintOf(outcome, policy);
  if (hint === undefined) return { wait: computeDelay(outcome, policy), reason };
  return heed(hint, outcome, policy, reason);
}

/** What the server asked to wait, where the policy heeds it. */
function hintOf(outcome: AttemptOutcome, policy: RetryPolicy): ServerHint | undefined {
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

/** The wait that a server's demand leads to. */
function heed(hint: ServerHint, outcome: AttemptOutcome, policy: RetryPolicy, why: string): Planned {
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
