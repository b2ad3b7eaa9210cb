// The wait between two attempts.
import type { DrainResult } from '@sluice/core';
import type { RetryContext } from '../policy/hooks.ts';
import { exhausted } from '../policy/next-step.ts';
import type { RetryPolicy } from '../policy/policy.ts';
import type { StopStep } from '../policy/step.ts';
import { awaitCooldown } from './host-pause.ts';
import { runHook } from './run-hook.ts';
import { sleep } from './sleep.ts';

/**
 * Waits until the next attempt may be sent.
 * @returns a stop if the host has meanwhile requested a pause that exceeds the deadline
 * @throws the reason of an abort; the error of the `onRetry` hook
 */
export async function waitForNext(
  context: RetryContext,
  policy: RetryPolicy,
  drained: Promise<DrainResult> | undefined,
): Promise<StopStep | undefined> {
  const { request, wait, reason } = context;
  const { branch, call } = request;
  const { onRetry } = policy;
  if (onRetry !== undefined) await runHook(branch, () => onRetry(context));
  await sleep(branch, call.clock, wait);
  // The drain is bounded, and usually over by now. The next attempt may use the connection that it keeps.
  await drained;
  const held = await awaitCooldown(request, policy);
  branch.throwIfAborted();
  return held === undefined ? undefined : exhausted('deadline', `${held.message} (${reason})`);
}
