// The verdict of the policy: whether an outcome calls for another attempt.
import { isNetworkError, isTimeoutError, type NetworkError } from '@sluice/core';
import type { StepRule, Verdict } from './step.ts';
import { isFinal, isTransient, wasNotProcessed, type TransientError } from './error-kind.ts';
import type { AttemptOutcome } from './outcome.ts';
import type { RetryPolicy } from './policy.ts';
import { isRateLimited, readHint } from '../hints/server-hint.ts';

/** The verdict on a final answer. */
const ANSWER: Verdict = Object.freeze(no('answer', 'answered'));

/** A verdict for another attempt. */
function yes(rule: StepRule, reason: string): Verdict {
  return { retry: true, rule, reason, wait: undefined };
}

/** A verdict against another attempt. */
function no(rule: StepRule, reason: string): Verdict {
  return { retry: false, rule, reason, wait: undefined };
}

/**
 * Whether an outcome calls for another attempt, and the request may be sent again. Pure, except for `policy.statuses`.
 */
export function judge(outcome: AttemptOutcome, policy: RetryPolicy): Verdict {
  const failure = outcome.status === undefined ? judgeError(outcome, policy) : judgeStatus(outcome, policy);
  if (!failure.retry) return failure;
  return refusal(outcome, policy, failure) ?? failure;
}

/**
 * Whether an answer with this status needs a decision. False: `nextStep` would return `answer` whatever else the
 * outcome is, so a call that succeeds at once can skip the loop.
 */
export function needsDecision(status: number, { statuses, checkRetry }: RetryPolicy): boolean {
  return checkRetry !== undefined || status === 413 || status === 403 || statuses(status);
}

function judgeStatus(outcome: AttemptOutcome, policy: RetryPolicy): Verdict {
  const status = outcome.status as number;
  if (policy.statuses(status)) return yes('status', `status ${status}`);
  // RFC 9110 section 15.5.14: a 413 with Retry-After is temporary.
  if (status === 413 && hasHint(outcome, policy)) {
    return yes('status', 'status 413 with a wait');
  }
  // The status of GitHub's secondary limits.
  if (status === 403 && isLimited(outcome, policy)) return yes('status', 'status 403 of a rate limit');
  return ANSWER;
}

function isLimited({ headers, wallTime }: AttemptOutcome, { hintStatuses, hints }: RetryPolicy): boolean {
  return headers !== undefined && hintStatuses.has(403) && isRateLimited(headers, hints, wallTime);
}

function hasHint(outcome: AttemptOutcome, policy: RetryPolicy): boolean {
  const { status, headers, wallTime } = outcome;
  if (headers === undefined || status === undefined || !policy.hintStatuses.has(status)) return false;
  return readHint(headers, policy.hints, wallTime) !== undefined;
}

function judgeError({ error }: AttemptOutcome, { errorCodes }: RetryPolicy): Verdict {
  const reason = describeError(error);
  const final = isFinal(error);
  if (isTransient(error)) {
    const listed = (code: string): boolean => errorCodes !== 'any' && errorCodes.has(code);
    // A permanent error is retried only if one of its codes is listed.
    const wanted = final
      ? namesOf(error).some(listed)
      : errorCodes === 'any' || listed('any') || codesOf(error).some(listed);
    if (wanted) return yes('error', reason);
    if (!final) return no('error', `not retried: ${reason} is not among errorCodes`);
  }
  return no('error', `not retried: another attempt cannot help against ${reason}`);
}

/** The verdict against sending a request again; undefined if that is allowed. */
function refusal(outcome: AttemptOutcome, policy: RetryPolicy, failure: Verdict): Verdict | undefined {
  if (outcome.body === 'one-shot') return refuseBody(failure);
  if (isRepeatable(outcome, policy)) return undefined;
  const why = `${outcome.method} without an idempotency key may have taken effect`;
  return no('method', `not retried: ${why} (${failure.reason})`);
}

/** Whether a request can be sent again without taking effect twice. */
export function isRepeatable(outcome: AttemptOutcome, policy: RetryPolicy): boolean {
  const { method, keyed, error, repeats } = outcome;
  if (keyed || wasNotProcessed(error)) return true;
  if (repeats === 'forbidden') return wasRefused(outcome, policy);
  return repeats === 'allowed' || policy.methods === 'any' || policy.methods.has(method);
}

/** Statuses by which a server says that it did not process a request: RFC 8470 section 5.2, RFC 6585 section 4. */
const REFUSALS: ReadonlySet<number> = new Set([425, 429]);

/** Whether the server said by its status that it did not process the request; a 403 if its headers call it a rate limit. */
function wasRefused(outcome: AttemptOutcome, policy: RetryPolicy): boolean {
  const { status } = outcome;
  if (status === undefined) return false;
  return REFUSALS.has(status) || (status === 403 && isLimited(outcome, policy));
}

/** The verdict against sending a one-shot body again. */
export function refuseBody({ reason }: Verdict): Verdict {
  const why = 'the body is a one-shot stream; a function that returns a new one can be retried';
  return no('body', `not retried: ${why} (${reason})`);
}

/** The codes by which a permanent error can be listed; for TLS only the code of its cause, or the alert of the peer. */
function namesOf({ code, systemCode = '', tlsAlert = '' }: NetworkError): string[] {
  return code === 'ERR_SLUICE_TLS' ? [systemCode, tlsAlert] : [code, systemCode];
}

/** The codes by which a transient error can be listed. */
function codesOf(error: TransientError): string[] {
  if (isTimeoutError(error)) return [error.code, 'ETIMEDOUT'];
  if (!isNetworkError(error)) return [error.code];
  if (error.systemCode !== undefined && /^E[A-Z]/.test(error.systemCode))
    return [error.code, error.systemCode];
  // Node reports a connection that ended early as ECONNRESET ("socket hang up"); a parser sees only its end.
  return error.code === 'ERR_SLUICE_CONNECTION_LOST' ? [error.code, 'ECONNRESET'] : [error.code];
}

function describeError(error: unknown): string {
  if (isTimeoutError(error)) return `timeout.${error.phase} after ${error.limit} ms`;
  if (isNetworkError(error)) {
    const where = error.systemCode === undefined ? error.phase : `${error.phase}, ${error.systemCode}`;
    return `${error.code} (${where}, ${error.bytesWritten} bytes sent)`;
  }
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  if (typeof code === 'string') return code;
  return typeof name === 'string' ? name : 'an error';
}
