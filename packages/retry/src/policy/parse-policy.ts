// Creates a complete retry policy from options.
import { option, refuse } from '@sluice/core/plugin';
import { ownCopy } from '@sluice/core/internal';
import { linearJitter } from './backoff.ts';
import type { RetryOptions } from './options.ts';
import { CALL_PARSERS, OPTION_PARSERS, type Checked } from './option-parsers.ts';
import type { RetryPolicy } from './policy.ts';
import { PRESETS } from './presets.ts';
import { tokenBudget } from '../budget/token-budget.ts';

const { parseOptions } = option;

/**
 * Creates a complete policy from the options of {@link retry}, for {@link nextStep} or to inspect a preset.
 * @throws OptionError for an unknown option or a bad value.
 */
export function parsePolicy(given: unknown): RetryPolicy {
  const { preset, ...options } = parseOptions(given, OPTION_PARSERS, 'retry');
  const base = parseOptions(PRESETS[preset ?? 'conservative'], OPTION_PARSERS, 'retry');
  const policy = applyOptions({ ...DEFAULTS, ...base } as RetryPolicy, options, 'retry');
  return Object.freeze(ownCopy({ ...policy, budget: policy.budget ?? tokenBudget() }));
}

/** Defaults of the options that no preset sets. */
const DEFAULTS: Partial<RetryPolicy> = {
  enabled: true,
  checkedByCall: false,
  random: Math.random,
  idempotencyHeader: 'idempotency-key',
  cooldown: false,
};

/** The options that decide which outcomes are retried. If one is given, calls of `client.fetch` have the whole policy. */
const CONDITIONS = ['preset', 'checkRetry'] as const;

/**
 * The policy of the calls of `client.fetch`, whose callers mostly retry themselves: no status is retried, and only a
 * connection that broke before its response is retried, once. Options that were given to {@link retry} are kept.
 * @param given the options of {@link retry}
 */
export function fetchPolicy(policy: RetryPolicy, given: RetryOptions): RetryPolicy {
  if (CONDITIONS.some((name) => given[name] !== undefined)) return policy;
  const { statuses, errorCodes, maxRetries } = given;
  return Object.freeze(
    ownCopy({
      ...policy,
      ...(statuses === undefined && { statuses: retryNoStatus, hintStatuses: NO_STATUSES }),
      ...(errorCodes === undefined && { errorCodes: LOST_CONNECTIONS }),
      ...(maxRetries === undefined && { maxRetries: 1 }),
    }),
  );
}

const LOST_CONNECTIONS: ReadonlySet<string> = new Set(['ERR_SLUICE_CONNECTION_LOST']);
const NO_STATUSES: ReadonlySet<number> = new Set();
const retryNoStatus = (): boolean => false;

/** The policy of calls that are not retried. */
export function switchOff(policy: RetryPolicy): RetryPolicy {
  return Object.freeze(ownCopy({ ...policy, enabled: false, maxRetries: 0 }));
}

/** Applies options to a policy; `drain` and `peek` are merged field by field. @throws OptionError */
function applyOptions(
  policy: RetryPolicy,
  options: Partial<Checked<RetryPolicy>>,
  path: string,
): RetryPolicy {
  const drain = { ...policy.drain, ...options.drain };
  const peek = { ...policy.peek, ...options.peek };
  const applied = { ...policy, ...options, drain, peek, ...delays(policy, options, path) };
  if (applied.backoff === linearJitter && applied.maxDelay === Infinity) {
    throw refuse(
      `${path}.maxDelay`,
      Infinity,
      "finite with the backoff 'linear-jitter', whose steps are drawn up to it",
    );
  }
  return applied;
}

/** The bounds of the delay: `maxDelay` alone lowers `minDelay`, but a given `minDelay` over `maxDelay` is an error. */
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
 * Applies the rules of one call to a policy.
 * @throws OptionError for an unknown option or a bad value.
 */
export function overridePolicy(policy: RetryPolicy, given: unknown, path: string): RetryPolicy {
  const rules = parseOptions(given, CALL_PARSERS, path);
  const checkedByCall = rules.checkRetry !== undefined;
  return ownCopy({ ...applyOptions(policy, rules, path), checkedByCall });
}
