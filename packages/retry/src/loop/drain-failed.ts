// The drain of a failed response before the next attempt.
import type { DrainResult, HttpResponse } from '@sluice/core';
import { drainTime } from '@sluice/core/plugin';
import type { RetryPolicy } from '../policy/policy.ts';

/**
 * Drains the response of a failed attempt before another attempt follows after `wait` ms. Its time is bounded by the
 * policy, and by half of the time left until the deadline (or by the wait, if that is longer), so that the drain leaves
 * time for the retry.
 */
export function drainFailed(
  response: HttpResponse,
  { drain }: RetryPolicy,
  wait: number,
): Promise<DrainResult> {
  const { call, record } = response.attempt;
  const bound = { ...call.options.drain, ...drain };
  const most = Math.max(wait, call.remaining() / 2);
  const tooLong = drainTime(bound, record.connection?.setupTime ?? 0) > most;
  return response.drain(tooLong ? { ...drain, time: most } : drain);
}
