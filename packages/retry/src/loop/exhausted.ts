// Reads or calls the option `onExhausted` for a failure that is not retried for lack of retries, time or budget.
import { refuse, type Scope } from '@sluice/core/plugin';
import type { Exhausted, ExhaustedContext, RetryHooks } from '../policy/hooks.ts';
import { runHook } from './run-hook.ts';

/**
 * The result of `onExhausted`.
 * @throws OptionError if the function returns anything else; its error; the reason of an abort of the scope
 */
export async function exhaustedBy(
  scope: Scope,
  onExhausted: RetryHooks['onExhausted'],
  context: ExhaustedContext,
): Promise<Exhausted | undefined> {
  if (typeof onExhausted !== 'function') return onExhausted;
  const result: unknown = await runHook(scope, () => onExhausted(context));
  if (result === undefined || result === 'throw' || result === 'return') return result;
  throw refuse('retry.onExhausted', result, "a function that returns 'throw', 'return' or undefined");
}
