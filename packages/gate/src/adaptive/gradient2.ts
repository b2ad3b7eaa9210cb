// Adaptive limit that follows the gradient of latency.
import { option, refuse, type OptionParser } from '@sluice/core/plugin';
import type { AdaptiveLimit, LatencyWindow, LimitAlgorithm } from './algorithm.ts';
import { checkRange, clampTo, share, slots, windowLength, type LimitRange } from './limit-range.ts';

const { integer, parseOptions } = option;

/** Options of {@link gradient2}. The defaults are those of Netflix' concurrency-limits, except `min`. */
export interface Gradient2Options {
  /** The first limit. Default: 20. */
  readonly initial?: number | undefined;
  /** The lowest limit. Default: 4 (concurrency-limits: 20, which is too high for a server that can serve fewer). */
  readonly min?: number | undefined;
  /** The highest limit. Default: 200. */
  readonly max?: number | undefined;
  /** Weight of each new limit in the moving average, greater than 0, at most 1. Default: 0.2. */
  readonly smoothing?: number | undefined;
  /** Exchanges that may queue at the server: the limit grows by this number while latency stays low. Default: 4. */
  readonly queueSize?: number | undefined;
  /** Ratio of current to long-term latency above which the limit falls, from 1 to 100. Default: 1.5. */
  readonly tolerance?: number | undefined;
  /** Number of windows in the average of the long-term latency. Default: 600. */
  readonly longWindow?: number | undefined;
  /** Length of a window, in ms. Default: 1,000. */
  readonly window?: number | undefined;
}

/** Below 1 the limit would fall at constant latency (as in concurrency-limits). */
const tolerance: OptionParser<number> = (value, path) => {
  if (typeof value !== 'number' || !(value >= 1 && value <= 100))
    throw refuse(path, value, 'a number from 1 to 100');
  return value;
};

type Settings = { readonly [Key in keyof Gradient2Options]-?: number };

/**
 * Adapts the limit to the gradient of latency, like Gradient2 of Netflix' concurrency-limits. While the mean latency of
 * a window is at most `tolerance` times its long-term average, the limit grows by `queueSize`. Above that the limit
 * falls in proportion, at most by half. A window with a drop counts as the steepest gradient.
 *
 * Under permanent full load the long-term average, and with it the limit, drifts up to the latency of a full server:
 * set `max` to a number of exchanges that the server can serve.
 * @throws OptionError for an unknown or bad option.
 */
export function gradient2(options?: Gradient2Options): AdaptiveLimit {
  const given = parseOptions<Gradient2Options>(
    options,
    {
      initial: slots,
      min: slots,
      max: slots,
      smoothing: share(1),
      queueSize: integer({ min: 1 }),
      tolerance,
      longWindow: integer({ min: 1 }),
      window: windowLength,
    },
    'gradient2',
  );
  const settings: Settings = {
    initial: given.initial ?? 20,
    min: given.min ?? 4,
    max: given.max ?? 200,
    smoothing: given.smoothing ?? 0.2,
    queueSize: given.queueSize ?? 4,
    tolerance: given.tolerance ?? 1.5,
    longWindow: given.longWindow ?? 600,
    window: given.window ?? 1_000,
  };
  checkRange(settings, given.initial, 'gradient2');
  return { window: settings.window, start: (ceiling) => new Gradient2(settings, ceiling) };
}

/** Number of first windows whose plain mean is the long-term latency (concurrency-limits). */
const WARM_UP = 10;

class Gradient2 implements LimitAlgorithm {
  limit: number;
  readonly #settings: Settings;
  readonly #clamp: (limit: number) => number;
  #longTerm = 0;
  #windows = 0;

  constructor(settings: Settings & LimitRange, ceiling: number) {
    this.#settings = settings;
    this.#clamp = clampTo(settings, ceiling);
    this.limit = this.#clamp(settings.initial);
  }

  learn({ mean, inUse, dropped }: LatencyWindow): void {
    const { smoothing, queueSize, tolerance } = this.#settings;
    const longTerm = mean === undefined ? this.#longTerm : this.#average(mean);
    // A limit that was not reached says nothing about a higher one.
    if (inUse < this.limit / 2 && !dropped) return;
    const slope = mean === undefined ? 1 : (tolerance * longTerm) / mean;
    // Bounded, so that one outlier cannot cut the limit to less than half.
    const gradient = dropped ? 0.5 : Math.max(0.5, Math.min(1, slope));
    const next = this.limit * gradient + queueSize;
    this.limit = this.#clamp(this.limit * (1 - smoothing) + next * smoothing);
  }

  /** Adds the mean of a window to the long-term average. @returns the average */
  #average(mean: number): number {
    if (this.#windows < WARM_UP) {
      this.#longTerm = (this.#longTerm * this.#windows + mean) / ++this.#windows;
    } else {
      const factor = 2 / (this.#settings.longWindow + 1);
      this.#longTerm += (mean - this.#longTerm) * factor;
    }
    const average = this.#longTerm;
    // After a long overload the average is far too high and would hide the next overload.
    if (average > 2 * mean) this.#longTerm *= 0.95;
    return average;
  }
}
