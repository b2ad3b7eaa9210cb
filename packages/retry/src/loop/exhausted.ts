// What happens to a failure that is not retried for lack of retries, time or budget.
import { refuse, type Scope } from '@sluice/core/plugin';
import type { Exhausted, ExhaustedContext, RetryHooks } from '../policy/hooks.ts';
import { runHook } from './run-hook.ts';

/**
 * The result of `onExhausted`.
 * @throws OptionError when a function returns anything else; what it throws; the reason of an abort of the scope
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
