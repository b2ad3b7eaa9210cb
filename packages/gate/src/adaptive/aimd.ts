import { duration, parseOptions } from '@sluice/core';
import type { AdaptiveLimit } from './algorithm.ts';
import { checkRange, clampTo, share, slots, windowLength } from './options.ts';

/** Options of {@link aimd}. */
export interface AimdOptions {
  /** The limit to begin with. Default: 20 (concurrency-limits). */
  readonly initial?: number | undefined;
  /** The limit never falls below it. Default: 1. */
  readonly min?: number | undefined;
  /** The limit never passes it. Default: 200 (concurrency-limits). */
  readonly max?: number | undefined;
  /** What is left of the limit after a window with a drop. Default: 0.9 (concurrency-limits). */
  readonly backoff?: number | undefined;
  /** A latency from which an answer counts as a drop, in ms. Default: 5,000 (concurrency-limits). */
  readonly timeout?: number | undefined;
  /** How long a window lasts, in ms. Default: 1,000 (concurrency-limits). */
  readonly window?: number | undefined;
}

/**
 * Additive increase, multiplicative decrease: the limit rises by one with each window in which at least half of it was
 * in use, and falls to `backoff` of itself with each in which the server showed overload. For servers that say so
 * (429, 503) or time out.
 * @throws OptionError for an unknown or bad option.
 */
export function aimd(options?: AimdOptions): AdaptiveLimit {
  const given = parseOptions<AimdOptions>(
    options,
    {
      initial: slots,
      min: slots,
      max: slots,
      backoff: share(0.99),
      timeout: duration({ min: 1, infinite: true }),
      window: windowLength,
    },
    'aimd',
  );
  const range = { initial: given.initial ?? 20, min: given.min ?? 1, max: given.max ?? 200 };
  const { backoff = 0.9, timeout = 5_000, window = 1_000 } = given;
  checkRange(range, given.initial, 'aimd');
  return {
    window,
    start(ceiling) {
      const clamp = clampTo(range, ceiling);
      let limit = clamp(range.initial);
      return {
        get limit() {
          return limit;
        },
        learn({ dropped, longest, inUse }) {
          if (dropped || longest >= timeout) limit = clamp(Math.floor(limit * backoff));
          else if (inUse * 2 >= limit) limit = clamp(limit + 1);
        },
      };
    },
  };
}
