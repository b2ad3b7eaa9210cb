import { MAX_TIMER_MS } from '@sluice/core';
import type { AttemptOutcome } from './outcome.ts';

/** What a backoff may depend on. */
export interface BackoffContext {
  /** How the attempt ended that the wait follows. */
  readonly outcome: AttemptOutcome;
  /** 1 before the first retry. */
  readonly retry: number;
  /** What was waited before, in ms; undefined before the first retry. */
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

/** Says how long to wait before a retry, in ms: a finite number from 0 on. */
export type Backoff = (context: BackoffContext) => number;

/**
 * `minDelay × factor^(retry − 1)`, at most `maxDelay`, and never more than a timer holds (24.8 days).
 * go-retryablehttp's DefaultBackoff; no jitter.
 */
export const exponential: Backoff = ({ retry, minDelay, maxDelay, factor }) => {
  // `0 × Infinity` is NaN once the power overflows, and so is what a jitter of 0 makes of Infinity.
  const delay = minDelay === 0 ? 0 : minDelay * factor ** (retry - 1);
  return Math.min(maxDelay, delay, MAX_TIMER_MS);
};

/**
 * Evenly between 0 and {@link exponential}: spreads callers the most. The default.
 * AWS Architecture Blog, "Exponential Backoff And Jitter".
 */
export const fullJitter: Backoff = (context) => context.random() * exponential(context);

/** Half of {@link exponential} and evenly up to the other half. Same source. */
export const equalJitter: Backoff = (context) => {
  const half = exponential(context) / 2;
  return half + context.random() * half;
};

/** Evenly between `minDelay` and three times the wait before, at most `maxDelay`. Same source. */
export const decorrelatedJitter: Backoff = ({ previousDelay, minDelay, maxDelay, random }) => {
  const upper = Math.max(minDelay, (previousDelay ?? minDelay) * 3);
  return Math.min(maxDelay, minDelay + random() * (upper - minDelay));
};

/** Always `minDelay`. */
export const constant: Backoff = ({ minDelay }) => minDelay;

/** `minDelay × retry`, at most `maxDelay`. */
export const linear: Backoff = ({ retry, minDelay, maxDelay }) => Math.min(maxDelay, minDelay * retry);

/**
 * `retry` times a step drawn evenly between `minDelay` and `maxDelay`: these bound the step, not the wait, as in
 * go-retryablehttp's LinearJitterBackoff. Needs a finite `maxDelay`.
 */
export const linearJitter: Backoff = ({ retry, minDelay, maxDelay, random }) =>
  maxDelay <= minDelay ? minDelay * retry : (minDelay + random() * (maxDelay - minDelay)) * retry;

/** The backoffs that can be given by name. */
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
