import { OptionError } from '@sluice/core';
import { expect, test } from 'vitest';
import {
  BACKOFFS,
  parsePolicy,
  type BackoffName,
  type PresetName,
  type RetryStep,
  type RetryOptions,
} from '../../src/index.ts';
import { overridePolicy } from '../../src/policy/parse-policy.ts';
import { outcome, stepAfter } from '../support/outcomes.ts';

/** The waits after a sequence of failures. */
function waits(options: RetryOptions, count: number, changes: Parameters<typeof outcome>[0] = {}): number[] {
  const policy = parsePolicy({ maxRetries: 100, ...options });
  const waited: number[] = [];
  for (let attempt = 1; attempt <= count; attempt++) {
    const step = stepAfter(outcome({ attempt, previousDelay: waited.at(-1), ...changes }), policy);
    if (step.action !== 'retry') throw new Error(step.reason);
    waited.push(step.wait);
  }
  return waited;
}

/** A random source that cycles through a list. */
function drawing(...numbers: number[]): () => number {
  let index = 0;
  return () => numbers[index++ % numbers.length] as number;
}

const half = (): number => 0.5;

test.each<[BackoffName, number[]]>([
  ['exponential', [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]],
  ['full-jitter', [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]],
  ['equal-jitter', [750, 1_500, 3_000, 6_000, 12_000, 22_500, 22_500]],
  ['decorrelated-jitter', [2_000, 3_500, 5_750, 9_125, 14_187.5, 21_781.25, 30_000]],
  ['linear', [1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000]],
  ['linear-jitter', [15_500, 31_000, 46_500, 62_000, 77_500, 93_000, 108_500]],
  ['constant', [1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000]],
])('%s', (backoff, expected) => {
  expect(waits({ backoff, random: half }, 7)).toEqual(expected);
});

test('full jitter draws a random number per wait', () => {
  expect(waits({ random: drawing(0, 0.25, 0.999) }, 3)).toEqual([0, 500, 3_996]);
});

test('decorrelated jitter grows from the previous wait', () => {
  const options: RetryOptions = { backoff: 'decorrelated-jitter', minDelay: 100, maxDelay: 1_000 };
  expect(waits({ ...options, random: drawing(1, 0, 1, 1) }, 4)).toEqual([300, 100, 300, 900]);
});

test('linear jitter with a ceiling below its floor is plainly linear, as in go-retryablehttp', () => {
  expect(waits({ backoff: 'linear-jitter', minDelay: 10, maxDelay: 10, random: half }, 3)).toEqual([
    10, 20, 30,
  ]);
});

test('a power that overflows ends at maxDelay; a minDelay of 0 stays 0', () => {
  expect(waits({ backoff: 'exponential', factor: 1e200 }, 5)).toEqual([
    1_000, 30_000, 30_000, 30_000, 30_000,
  ]);
  expect(waits({ backoff: 'exponential', factor: 1e200, minDelay: 0 }, 3)).toEqual([0, 0, 0]);
});

const NAMES = Object.keys(BACKOFFS) as BackoffName[];

test.each(NAMES)(
  'without maxDelay and after any number of retries, %s is a delay that a timer can wait',
  (backoff) => {
    const maxDelay = backoff === 'linear-jitter' ? 1e9 : Infinity;
    const draws = [0, 0.5, 1 - 2 ** -53];
    for (const draw of draws) {
      for (const minDelay of [0, 0.5, 1_000]) {
        const policy = parsePolicy({ backoff, minDelay, maxDelay, maxRetries: Infinity, random: () => draw });
        for (const attempt of [1, 31, 64, 1_024, 1_100, 1e6]) {
          const { wait } = stepAfter(outcome({ attempt, previousDelay: 2e9 }), policy) as RetryStep;
          expect(wait).toBeGreaterThanOrEqual(0);
          expect(wait).toBeLessThanOrEqual(2_147_483_647);
        }
      }
    }
  },
);

test('linear jitter needs a finite maxDelay', () => {
  const message = "option 'retry.maxDelay' must be finite with the backoff 'linear-jitter'";
  expect(() => parsePolicy({ backoff: 'linear-jitter', maxDelay: Infinity })).toThrow(message);
  expect(() => parsePolicy({ preset: 'got', backoff: 'linear-jitter' })).toThrow(message);
  expect(() =>
    overridePolicy(parsePolicy({ backoff: 'linear-jitter' }), { maxDelay: Infinity }, 'retry'),
  ).toThrow(message);
});

test('options override the backoff of a preset too', () => {
  expect(waits({ preset: 'got', factor: 3, random: half }, 3)).toEqual([1_050, 3_050, 9_050]);
  expect(waits({ preset: 'got', minDelay: 0, random: half }, 3)).toEqual([50, 50, 50]);
  expect(waits({ preset: 'aws', factor: 3, random: half }, 3)).toEqual([50, 150, 450]);
});

test.each<[PresetName, number, number[]]>([
  ['goRetryablehttp', 0.9, [1_000, 2_000, 4_000, 8_000]],
  ['got', 0.5, [1_050, 2_050]],
  ['aws', 0.5, [50, 100]],
  ['conservative', 0.5, [500, 1_000, 2_000, 4_000]],
])('preset %s', (preset, draw, expected) => {
  expect(waits({ preset, random: () => draw }, expected.length)).toEqual(expected);
});

test('aws starts at 500 ms when throttled', () => {
  expect(waits({ preset: 'aws', random: half }, 2, { status: 429 })).toEqual([250, 500]);
});

test('a function sees the outcome and the peek; an invalid delay is refused', () => {
  const backoff: RetryOptions['backoff'] = ({ outcome: seen, retry, previousDelay }) =>
    (seen.peek?.length ?? 0) * 100 + retry + (previousDelay ?? 0);
  expect(waits({ backoff }, 2, { peek: new Uint8Array(3) })).toEqual([301, 603]);
  for (const bad of [-1, Number.NaN, '1' as unknown as number]) {
    expect(() => waits({ backoff: () => bad }, 1)).toThrow(OptionError);
  }
  expect(waits({ backoff: () => Infinity }, 1)).toEqual([2_147_483_647]);
});
