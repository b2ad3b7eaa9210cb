// Sends one attempt with the caller's hooks around it.
import type { HttpRequest, HttpResponse } from '@sluice/core';
import type { Next } from '@sluice/core/plugin';
import type { RetryPolicy } from '../policy/policy.ts';
import { answered, ended, failed, type AttemptResult } from './attempt-result.ts';
import { awaitCooldown, sendAndRecordPause } from './host-pause.ts';
import { runHook } from './run-hook.ts';

/** Whether an attempt has neither hooks nor pauses around it, so that it can be sent without a promise. */
export function isPlain({ onRequest, onResponse, cooldown }: RetryPolicy): boolean {
  return onRequest === undefined && onResponse === undefined && cooldown === false;
}

/** Sends the first attempt of a call, after a pause that its host has requested. Never rejects. */
export async function sendFirst(
  request: HttpRequest,
  next: Next,
  policy: RetryPolicy,
): Promise<AttemptResult> {
  const held = await awaitCooldown(request, policy);
  if (held !== undefined) return ended(held);
  if (request.branch.aborted) return ended(request.branch.reason);
  return await sendAttempt(request, next, policy, 1);
}

/** Sends an attempt. Never rejects. */
export async function sendAttempt(
  request: HttpRequest,
  next: Next,
  policy: RetryPolicy,
  attempt: number,
): Promise<AttemptResult> {
  const { onRequest, onResponse } = policy;
  if (onRequest !== undefined) {
    try {
      const replayable = request.body?.replayable !== false;
      await runHook(request.branch, () => onRequest({ request, attempt, replayable }));
      request.branch.throwIfAborted();
    } catch (error) {
      return ended(error);
    }
  }
  let response: HttpResponse;
  try {
    response = await sendAndRecordPause(request, next, policy);
  } catch (error) {
    return failed(error);
  }
  if (onResponse !== undefined) {
    const { status, headers, timings, connection } = response;
    try {
      const context = { request, attempt, status, headers, timings, connection };
      await runHook(request.branch, () => onResponse(context));
    } catch (error) {
      response.discard();
      return ended(error);
    }
  }
  return answered(response);
}
