import type { DrainResult } from '@sluice/core';
import { awaitCooldown } from '../cooldown/heed-cooldown.ts';
import type { RetryContext } from '../hooks.ts';
import type { StopDecision } from '../policy/decision.ts';
import type { RetryPolicy } from '../policy/policy.ts';
import { Fatal, guard } from './fatal.ts';
import { pause } from './pause.ts';

/**
 * Waits until the next attempt may be sent.
 * @returns the decision not to, when the host asked for a longer pause meanwhile and that does not fit the deadline
 * @throws Fatal when the call was aborted or the hook failed
 */
export async function waitForNext(
  context: RetryContext,
  policy: RetryPolicy,
  drained: Promise<DrainResult> | undefined,
): Promise<StopDecision | undefined> {
  const { request, wait, reason } = context;
  const { branch, call } = request;
  const { onRetry } = policy;
  if (onRetry !== undefined) await guard(() => onRetry(context));
  await pause(branch, call.clock, wait);
  // Bounded, and mostly over by now; the next attempt may well use the connection it keeps.
  await drained;
  const heldBack = await awaitCooldown(request, policy);
  if (branch.aborted) throw new Fatal(branch.reason);
  if (heldBack === undefined) return undefined;
  return { action: 'stop', rule: 'deadline', reason: `gave up: ${heldBack.message} (${reason})` };
}
