import { refuse } from '@sluice/core';
import type { Exhausted, ExhaustedContext, RetryHooks } from '../policy/hooks.ts';

/** What becomes of the last failure. @throws what the hook throws; OptionError when what it returns is no answer */
export async function exhaustedBy(
  onExhausted: RetryHooks['onExhausted'],
  context: ExhaustedContext,
): Promise<Exhausted | undefined> {
  if (typeof onExhausted !== 'function') return onExhausted;
  const said: unknown = await onExhausted(context);
  if (said === undefined || said === 'throw' || said === 'return') return said;
  throw refuse('retry.onExhausted', said, "a function that returns 'throw', 'return' or undefined");
}
