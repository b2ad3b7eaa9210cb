// The wait before a retry: the one that the server requested, or the backoff.
import { MAX_TIMER_MS, refuse } from '@sluice/core/plugin';
import { readHint, type ServerHint } from '../hints/server-hint.ts';
import type { AttemptOutcome } from './outcome.ts';
import type { RetryPolicy } from './policy.ts';
import type { Verdict } from './step.ts';

/** A wait and the reason for it. */
export interface PlannedWait {
  /** The wait in ms; undefined if the server requests more than the policy grants. */
  readonly wait: number | undefined;
  /** The reason in words, for the attempt's history. */
  readonly reason: string;
}

/**
 * Plans the wait before the next attempt, apart from the call's deadline. Pure, except for the policy's own functions.
 * @throws OptionError if the policy's backoff returns an invalid delay
 */
export function planWait(outcome: AttemptOutcome, policy: RetryPolicy, verdict: Verdict): PlannedWait {
  const { wait, reason } = verdict;
  if (wait !== undefined) return { wait, reason };
  const hint = hintOf(outcome, policy, verdict.rule === 'check');
  if (hint === undefined) return { wait: computeDelay(outcome, policy), reason };
  return applyHint(hint, outcome, policy, reason);
}

/**
 * The wait that the server requested, if the policy heeds it.
 * @param anyStatus whether the caller's `checkRetry` requested the retry, so that `hintStatuses` does not matter
 */
function hintOf(outcome: AttemptOutcome, policy: RetryPolicy, anyStatus: boolean): ServerHint | undefined {
  const { status, headers, wallTime } = outcome;
  if (status === undefined || headers === undefined) return undefined;
  if (!anyStatus && !policy.hintStatuses.has(status)) return undefined;
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

/** The wait that is granted to a server. */
function applyHint(hint: ServerHint, outcome: AttemptOutcome, policy: RetryPolicy, why: string): PlannedWait {
  const { maxRetryAfter, ceiling, hintSlack, hintFloor = policy.minDelay, random } = policy;
  let { wait } = hint;
  // Spread, since callers that are asked to return at once would return together.
  if (wait < hintFloor) wait = Math.max(wait, (hintFloor / 2) * (1 + random()));
  if (hintSlack !== false) {
    const delay = computeDelay(outcome, policy);
    wait = Math.min(Math.max(wait, delay), delay + hintSlack);
  }
  const asked = `${hint.source} asks for ${Math.round(hint.wait)} ms`;
  if (wait <= maxRetryAfter || ceiling === 'wait') return { wait, reason: `${why}; ${asked}` };
  const over = `more than maxRetryAfter ${Math.round(maxRetryAfter)} ms`;
  return ceiling === 'cap'
    ? { wait: maxRetryAfter, reason: `${why}; ${asked}, ${over}: capped` }
    : { wait: undefined, reason: `${asked}, ${over} (${why})` };
}
