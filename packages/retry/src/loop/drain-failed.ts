import { drainTime, type DrainResult, type HttpResponse } from '@sluice/core';
import type { RetryPolicy } from '../policy/policy.ts';

/**
 * Drains the answer of a failed attempt, which another one follows after `wait` ms. Within the policy's bound, and
 * within half of what is left until the call's deadline (or the wait, when that is longer): a body nobody wants must not
 * cost the call its retry.
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
