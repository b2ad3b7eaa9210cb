// Adaptive limit with additive increase and multiplicative decrease.
import { option } from '@sluice/core/plugin';
import type { AdaptiveLimit } from './algorithm.ts';
import { checkRange, clampTo, share, slots, windowLength } from './limit-range.ts';

const { duration, parseOptions } = option;

/** Options of {@link aimd}. */
export interface AimdOptions {
  /** The first limit. Default: 20 (Netflix' concurrency-limits). */
  readonly initial?: number | undefined;
  /** The lowest limit. Default: 1. */
  readonly min?: number | undefined;
  /** The highest limit. Default: 200 (concurrency-limits). */
  readonly max?: number | undefined;
  /** Factor applied to the limit after a window with a drop. Default: 0.9 (concurrency-limits). */
  readonly backoff?: number | undefined;
  /** A response with this latency or more counts as a drop, in ms. Default: 5,000 (concurrency-limits). */
  readonly timeout?: number | undefined;
  /** Length of a window, in ms. Default: 1,000 (concurrency-limits). */
  readonly window?: number | undefined;
}

/**
 * Additive increase, multiplicative decrease: a window in which at least half of the limit was in use raises the limit
 * by one; a window in which the server reported overload multiplies the limit by `backoff`. For servers that report
 * overload (429, 503) or time out.
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
