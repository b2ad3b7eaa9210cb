import { refuse, type Scope } from '@sluice/core';
import type { Exhausted, ExhaustedContext, RetryHooks } from '../policy/hooks.ts';
import { runHook } from './run-hook.ts';

/**
 * What becomes of the last failure.
 * @throws what the hook throws; OptionError when it returns something else; the reason of an abort of the scope
 */
export async function exhaustedBy(
  scope: Scope,
  onExhausted: RetryHooks['onExhausted'],
  context: ExhaustedContext,
): Promise<Exhausted | undefined> {
  if (typeof onExhausted !== 'function') return onExhausted;
  const said: unknown = await runHook(scope, () => onExhausted(context));
  if (said === undefined || said === 'throw' || said === 'return') return said;
  throw refuse('retry.onExhausted', said, "a function that returns 'throw', 'return' or undefined");
}
