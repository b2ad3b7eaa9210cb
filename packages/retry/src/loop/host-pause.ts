// Records the pauses that hosts request, and delays attempts until they end.
import { isNetworkError, type HttpRequest, type HttpResponse } from '@sluice/core';
import type { Next } from '@sluice/core/plugin';
import { CooldownError } from '../cooldown/cooldown-error.ts';
import { publishRetry } from '../diagnostics.ts';
import { exhaustedFor, readRateLimit, readXRateLimit } from '../hints/rate-limit.ts';
import { readHint } from '../hints/server-hint.ts';
import type { RetryPolicy } from '../policy/policy.ts';
import { sleep } from './sleep.ts';

/** Records the pause that a response requests, by a hint or by an exhausted rate limit. */
export function recordPause(
  request: HttpRequest,
  { status, headers }: HttpResponse,
  policy: RetryPolicy,
): void {
  const { cooldown, hints, hintStatuses, maxRetryAfter, ceiling } = policy;
  if (cooldown === false) return;
  const { clock } = request.call;
  const wallTime = clock.wallTime();
  // A 413 concerns the request, not the host.
  const asks = status !== 413 && hintStatuses.has(status);
  let wait = asks ? readHint(headers, hints, wallTime)?.wait : undefined;
  if (wait === undefined && hints.has('ratelimit')) wait = exhaustedFor(readRateLimit(headers, wallTime));
  if (wait === undefined && hints.has('x-ratelimit')) wait = exhaustedFor(readXRateLimit(headers, wallTime));
  if (wait === undefined) return;
  const granted = ceiling === 'wait' ? wait : Math.min(wait, maxRetryAfter);
  cooldown.begin(request.origin, granted, clock.now());
}

/** The code with which an HTTP/2 server reports too much load. It has no duration. */
const CALM = 'ERR_HTTP2_ENHANCE_YOUR_CALM';

/** Sends a request and records the pause that the host requests, in its response or by closing an HTTP/2 connection. */
export async function sendAndRecordPause(
  request: HttpRequest,
  next: Next,
  policy: RetryPolicy,
): Promise<HttpResponse> {
  let response: HttpResponse;
  try {
    response = await next(request);
  } catch (error) {
    const { cooldown, minDelay } = policy;
    if (cooldown !== false && isNetworkError(error) && error.systemCode === CALM) {
      cooldown.begin(request.origin, minDelay, request.call.clock.now());
    }
    throw error;
  }
  recordPause(request, response, policy);
  return response;
}

/** The rest of the pause that the host of a request has requested, in ms; 0 without a pause. */
export function cooldownWait(request: HttpRequest, { cooldown, random }: RetryPolicy): number {
  return cooldown === false ? 0 : cooldown.waitFor(request.origin, request.call.clock.now(), random);
}

/**
 * Waits for the end of the pause that the host of a request has requested, or for the abort of the request.
 * @returns an error if the pause exceeds the call's deadline
 */
export async function awaitCooldown(
  request: HttpRequest,
  policy: RetryPolicy,
): Promise<CooldownError | undefined> {
  const { call, branch, origin } = request;
  for (let wait = cooldownWait(request, policy); wait > 0; wait = cooldownWait(request, policy)) {
    const remaining = call.remaining();
    if (wait >= remaining) return new CooldownError(origin, wait, remaining);
    publishRetry('cooldown', request, call.attempts.at(-1), wait, `${origin} asked for a pause`);
    await sleep(branch, call.clock, wait);
    if (branch.aborted) return undefined;
  }
  return undefined;
}
