import { integer, parseOptions, refuse, type OptionParser } from '@sluice/core';
import type { AdaptiveLimit, LatencyWindow, LimitAlgorithm } from './algorithm.ts';
import { checkRange, clampTo, share, slots, windowLength, type LimitRange } from './options.ts';

/** Options of {@link gradient2}. The defaults are those of concurrency-limits, but for `min`. */
export interface Gradient2Options {
  /** The limit to begin with. Default: 20. */
  readonly initial?: number | undefined;
  /** The limit never falls below it. Default: 4; 20 there, which would hide a server that takes fewer. */
  readonly min?: number | undefined;
  /** The limit never passes it. Default: 200. */
  readonly max?: number | undefined;
  /** How much of each newly found limit is taken over, greater than 0, at most 1. Default: 0.2. */
  readonly smoothing?: number | undefined;
  /** How many exchanges may queue at the server: the limit grows by it while latency stays low. Default: 4. */
  readonly queueSize?: number | undefined;
  /** How many times the long-term latency the present one may be before the limit falls, from 1 to 100. Default: 1.5. */
  readonly tolerance?: number | undefined;
  /** Over how many windows the long-term latency is averaged. Default: 600. */
  readonly longWindow?: number | undefined;
  /** How long a window lasts, in ms. Default: 1,000. */
  readonly window?: number | undefined;
}

/** Below 1 the limit would fall as long as nothing changes (as in concurrency-limits). */
const tolerance: OptionParser<number> = (value, path) => {
  if (typeof value !== 'number' || !(value >= 1 && value <= 100))
    throw refuse(path, value, 'a number from 1 to 100');
  return value;
};

type Settings = { readonly [Key in keyof Gradient2Options]-?: number };

/**
 * The limit follows the gradient of latency, as Gradient2 of Netflix' concurrency-limits: as long as the mean latency
 * of a window is not over `tolerance` times its long-term average, the limit grows by `queueSize`; beyond, it falls in
 * proportion, to half of itself at most. A window with a drop counts as the steepest gradient.
 *
 * Under a load that never lets up, the long-term average drifts towards the latency of a full server, and the limit
 * with it: set `max` to what is bearable.
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

/** Windows whose plain mean is the first long-term latency (concurrency-limits). */
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
    // What was not used says nothing about more.
    if (inUse < this.limit / 2 && !dropped) return;
    const slope = mean === undefined ? 1 : (tolerance * longTerm) / mean;
    // Bounded, so that an outlier does not halve the limit twice.
    const gradient = dropped ? 0.5 : Math.max(0.5, Math.min(1, slope));
    const found = this.limit * gradient + queueSize;
    this.limit = this.#clamp(this.limit * (1 - smoothing) + found * smoothing);
  }

  /** Takes a window's mean into the long-term average. */
  #average(mean: number): number {
    if (this.#windows < WARM_UP) {
      this.#longTerm = (this.#longTerm * this.#windows + mean) / ++this.#windows;
    } else {
      const factor = 2 / (this.#settings.longWindow + 1);
      this.#longTerm += (mean - this.#longTerm) * factor;
    }
    const average = this.#longTerm;
    // After a long overload the average lags far behind; waiting for it would let the next one through.
    if (average > 2 * mean) this.#longTerm *= 0.95;
    return average;
  }
}
