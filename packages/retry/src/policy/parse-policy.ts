import { bare, parseOptions, refuse } from '@sluice/core';
import { linearJitter } from './backoff.ts';
import { CALL_PARSERS, OPTION_PARSERS, type Checked } from './option-parsers.ts';
import type { RetryPolicy } from './policy.ts';
import { PRESETS } from './presets.ts';
import { tokenBudget } from '../budget/token-budget.ts';

/**
 * A policy from the options of {@link retry}, for {@link nextStep} and for looking at a preset.
 * @throws OptionError for an unknown option or a bad value.
 */
export function parsePolicy(given: unknown): RetryPolicy {
  const { preset, ...options } = parseOptions(given, OPTION_PARSERS, 'retry');
  const base = parseOptions(PRESETS[preset ?? 'conservative'], OPTION_PARSERS, 'retry');
  const policy = layOver({ ...DEFAULTS, ...base } as RetryPolicy, options, 'retry');
  return Object.freeze(bare({ ...policy, budget: policy.budget ?? tokenBudget() }));
}

/** What no preset has an opinion on. */
const DEFAULTS: Partial<RetryPolicy> = {
  enabled: true,
  random: Math.random,
  idempotencyHeader: 'idempotency-key',
  cooldown: false,
};

/** A policy of calls that are sent once. */
export function switchOff(policy: RetryPolicy): RetryPolicy {
  return Object.freeze(bare({ ...policy, enabled: false, maxRetries: 0 }));
}

/** A policy with options laid over it; of what they give in part, the rest stays. @throws OptionError */
function layOver(policy: RetryPolicy, options: Partial<Checked<RetryPolicy>>, path: string): RetryPolicy {
  const drain = { ...policy.drain, ...options.drain };
  const peek = { ...policy.peek, ...options.peek };
  const laid = { ...policy, ...options, drain, peek, ...delays(policy, options, path) };
  if (laid.backoff === linearJitter && laid.maxDelay === Infinity) {
    throw refuse(
      `${path}.maxDelay`,
      Infinity,
      "finite with the backoff 'linear-jitter', which draws up to it",
    );
  }
  return laid;
}

/** The bounds of the delay: a longest one alone lowers the first, while a first one over the longest is a mistake. */
function delays(
  policy: RetryPolicy,
  given: Partial<Checked<RetryPolicy>>,
  path: string,
): Pick<RetryPolicy, 'minDelay' | 'maxDelay'> {
  const { minDelay, maxDelay = policy.maxDelay } = given;
  if (minDelay === undefined) return { minDelay: Math.min(policy.minDelay, maxDelay), maxDelay };
  if (minDelay > maxDelay) throw refuse(`${path}.minDelay`, minDelay, `at most maxDelay (${maxDelay})`);
  return { minDelay, maxDelay };
}

/**
 * A policy with the rules of one call laid over it.
 * @throws OptionError for an unknown option or a bad value.
 */
export function overridePolicy(policy: RetryPolicy, given: unknown, path: string): RetryPolicy {
  return bare(layOver(policy, parseOptions(given, CALL_PARSERS, path), path));
}
