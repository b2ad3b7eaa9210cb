import { isNetworkError, type HttpRequest, type HttpResponse, type Next } from '@sluice/core';
import { CooldownError } from './cooldown-error.ts';
import { publishRetry } from '../diagnostics.ts';
import { Fatal } from '../loop/fatal.ts';
import { pause } from '../loop/pause.ts';
import type { RetryPolicy } from '../policy/policy.ts';
import { exhaustedFor, readRateLimit, readXRateLimit } from '../hints/rate-limit.ts';
import { readHint } from '../hints/server-hint.ts';

/** Notes what a response says about leaving its host alone: a demand to wait, or a rate limit that is used up. */
export function heedCooldown(
  request: HttpRequest,
  { status, headers }: HttpResponse,
  policy: RetryPolicy,
): void {
  const { cooldown, hints, hintStatuses, maxRetryAfter, ceiling } = policy;
  if (cooldown === false) return;
  const { clock } = request.call;
  const wallTime = clock.wallTime();
  // A 413 is about one request, not about its host.
  const asks = status !== 413 && hintStatuses.has(status);
  let wait = asks ? readHint(headers, hints, wallTime)?.wait : undefined;
  if (wait === undefined && hints.has('ratelimit')) wait = exhaustedFor(readRateLimit(headers, wallTime));
  if (wait === undefined && hints.has('x-ratelimit')) wait = exhaustedFor(readXRateLimit(headers, wallTime));
  if (wait === undefined) return;
  const granted = ceiling === 'wait' ? wait : Math.min(wait, maxRetryAfter);
  cooldown.begin(request.origin, granted, clock.now());
}

/** What an HTTP/2 server says that is sent too much. It does not say for how long. */
const CALM = 'ERR_HTTP2_ENHANCE_YOUR_CALM';

/** Sends a request and notes what the host says about being left alone, in an answer or in place of one. */
export async function sendHeeding(
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
  heedCooldown(request, response, policy);
  return response;
}

/** How long an attempt is to be held back because its host asked for a pause, in ms; 0 for not at all. */
export function cooldownWait(request: HttpRequest, { cooldown, random }: RetryPolicy): number {
  return cooldown === false ? 0 : cooldown.waitFor(request.origin, request.call.clock.now(), random);
}

/**
 * Holds an attempt back until its host may be asked again.
 * @returns the error that says so when that does not fit the call's deadline
 * @throws Fatal with the reason of its abort.
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
    await pause(branch, call.clock, wait);
    if (branch.aborted) throw new Fatal(branch.reason);
  }
  return undefined;
}
