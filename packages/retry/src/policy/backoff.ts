// The backoffs: how the delay before a retry grows and spreads.
import { MAX_TIMER_MS } from '@sluice/core/plugin';
import type { AttemptOutcome } from './outcome.ts';

/** The input of a backoff. */
export interface BackoffContext {
  /** The outcome of the failed attempt. */
  readonly outcome: AttemptOutcome;
  /** Number of the retry: 1 for the first. */
  readonly retry: number;
  /** The previous wait, in ms; undefined before the first retry. */
  readonly previousDelay: number | undefined;
  /** The policy's `minDelay`, in ms. */
  readonly minDelay: number;
  /** The policy's `maxDelay`, in ms. */
  readonly maxDelay: number;
  /** The policy's `factor`. */
  readonly factor: number;
  /** A random number from 0 (included) to 1 (not included). */
  readonly random: () => number;
}

/** Returns the delay before a retry, in ms: a finite number from 0 on. */
export type Backoff = (context: BackoffContext) => number;

/**
 * `minDelay × factor^(retry − 1)`, at most `maxDelay`, and at most the longest delay of a timer (24.8 days). Without jitter.
 * go-retryablehttp's DefaultBackoff.
 */
export const exponential: Backoff = ({ retry, minDelay, maxDelay, factor }) => {
  // `0 × Infinity` is NaN: when the power overflows, or when a jitter of 0 meets Infinity.
  const delay = minDelay === 0 ? 0 : minDelay * factor ** (retry - 1);
  return Math.min(maxDelay, delay, MAX_TIMER_MS);
};

/**
 * Uniform between 0 and {@link exponential}: spreads callers the most. The default.
 * AWS Architecture Blog, "Exponential Backoff And Jitter".
 */
export const fullJitter: Backoff = (context) => context.random() * exponential(context);

/** Uniform between half of {@link exponential} and all of it. Same source. */
const equalJitter: Backoff = (context) => {
  const half = exponential(context) / 2;
  return half + context.random() * half;
};

/** Uniform between `minDelay` and three times the previous wait, at most `maxDelay`. Same source. */
const decorrelatedJitter: Backoff = ({ previousDelay, minDelay, maxDelay, random }) => {
  const upper = Math.max(minDelay, (previousDelay ?? minDelay) * 3);
  return Math.min(maxDelay, minDelay + random() * (upper - minDelay));
};

/** Always `minDelay`. */
const constant: Backoff = ({ minDelay }) => minDelay;

/** `minDelay × retry`, at most `maxDelay`. */
const linear: Backoff = ({ retry, minDelay, maxDelay }) => Math.min(maxDelay, minDelay * retry);

/**
 * `retry` times a step that is uniform between `minDelay` and `maxDelay`. They bound the step, not the delay, as in
 * go-retryablehttp's LinearJitterBackoff. Needs a finite `maxDelay`.
 */
export const linearJitter: Backoff = ({ retry, minDelay, maxDelay, random }) =>
  maxDelay <= minDelay ? minDelay * retry : (minDelay + random() * (maxDelay - minDelay)) * retry;

/** The names of the backoffs. */
export type BackoffName =
  | 'full-jitter'
  | 'equal-jitter'
  | 'decorrelated-jitter'
  | 'exponential'
  | 'linear'
  | 'linear-jitter'
  | 'constant';

/** Every backoff by its name. */
export const BACKOFFS: Readonly<Record<BackoffName, Backoff>> = Object.freeze({
  'full-jitter': fullJitter,
  'equal-jitter': equalJitter,
  'decorrelated-jitter': decorrelatedJitter,
  exponential,
  linear,
  'linear-jitter': linearJitter,
  constant,
});
