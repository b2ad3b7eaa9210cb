// The options of a call that `retry()` declares.
import { callOption, type CallOption } from '@sluice/core/plugin';
import { parseKey, type KeyInput } from '../idempotency.ts';
import { overridePolicy, switchOff } from './parse-policy.ts';
import type { RetryPolicy } from './policy.ts';

/** The declarations of {@link RetryCallOptions}. */
export interface RetryDeclarations {
  readonly retry: CallOption<RetryPolicy>;
  readonly idempotencyKey: CallOption<KeyInput | undefined>;
}

/** Declares the options of a call. @param policy the policy of calls without rules */
export function retryOptions(policy: RetryPolicy): RetryDeclarations {
  const off = switchOff(policy);
  return {
    retry: callOption((value, path) => {
      if (value === false) return off;
      return overridePolicy(policy, typeof value === 'number' ? { maxRetries: value } : value, path);
    }, policy),
    idempotencyKey: callOption<KeyInput | undefined>(parseKey, undefined),
  };
}
