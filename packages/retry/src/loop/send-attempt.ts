import type { HttpRequest, HttpResponse, Next } from '@sluice/core';
import { sendHeeding } from '../cooldown/heed-cooldown.ts';
import { Fatal, guard } from './fatal.ts';
import type { RetryPolicy } from '../policy/policy.ts';

/** Whether nothing happens around an attempt, so that it can be sent as it is. */
export function isPlain({ onRequest, onResponse, cooldown }: RetryPolicy): boolean {
  return onRequest === undefined && onResponse === undefined && cooldown === false;
}

/**
 * Sends one attempt with the hooks around it.
 * @throws Fatal with what a hook threw; otherwise what the attempt failed with.
 */
export async function sendAttempt(
  request: HttpRequest,
  next: Next,
  policy: RetryPolicy,
  attempt: number,
): Promise<HttpResponse> {
  const { onRequest, onResponse } = policy;
  if (onRequest !== undefined) {
    const replayable = request.body?.replayable !== false;
    await guard(() => onRequest({ request, attempt, replayable }));
    if (request.branch.aborted) throw new Fatal(request.branch.reason);
  }
  const response = await sendHeeding(request, next, policy);
  if (onResponse !== undefined) {
    const { status, headers, timings, connection } = response;
    try {
      await guard(() => onResponse({ request, attempt, status, headers, timings, connection }));
    } catch (error) {
      response.discard();
      throw error;
    }
  }
  return response;
}
