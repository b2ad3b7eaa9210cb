import { OptionError } from '@sluice/core';
import { expect, test } from 'vitest';
import type { CallOption, Plugin } from '@sluice/core/plugin';
import {
  parsePolicy,
  retry,
  type RetryCallOptions,
  type RetryOptions,
  type RetryPolicy,
} from '../../src/index.ts';

/** The parser of the option `retry` of a call. */
function parserOf({ callOptions }: Plugin<RetryCallOptions>): CallOption<RetryPolicy>['parse'] {
  const { retry: declared } = callOptions as { readonly retry: CallOption<RetryPolicy> };
  return declared.parse;
}

test.each<[object, string]>([
  [{ maxRetry: 3 }, "unknown option 'retry.maxRetry'; allowed: maxRetries"],
  [{ maxRetries: -1 }, "'retry.maxRetries' must be a whole number from 0 on, or Infinity; got -1"],
  [{ maxRetries: 1.5 }, 'retry.maxRetries'],
  [{ minDelay: '1s' }, "'retry.minDelay' must be a number of ms from 0 on"],
  [{ minDelay: Infinity }, 'retry.minDelay'],
  [{ maxDelay: Number.NaN }, 'retry.maxDelay'],
  [{ minDelay: 20, maxDelay: 10 }, "'retry.minDelay' must be at most maxDelay (10); got 20"],
  [{ minDelay: 30_001 }, 'at most maxDelay (30000)'],
  [{ backoff: 'linear-jitter', maxDelay: Infinity }, "'retry.maxDelay' must be finite"],
  [{ budget: new Map() }, "'retry.budget' must be an object; got an object of type Map"],
  [{ factor: 0.5 }, "'retry.factor' must be a finite number from 1 on"],
  [{ backoff: 'full' }, "'retry.backoff' must be a function or one of full-jitter, equal-jitter"],
  [{ backoff: 'toString' }, 'retry.backoff'],
  [{ methods: 'GET' }, "'retry.methods' must be an array of methods, or 'any'"],
  [{ methods: [5] }, 'retry.methods'],
  [{ statuses: [99] }, 'retry.statuses'],
  [{ statuses: 503 }, "'retry.statuses' must be an array of statuses, or a function of the status"],
  [{ errorCodes: [''] }, 'retry.errorCodes'],
  [{ hints: ['Retry-After'] }, "'retry.hints' must be"],
  [{ hintStatuses: 'all' }, 'retry.hintStatuses'],
  [{ maxRetryAfter: -1 }, 'retry.maxRetryAfter'],
  [{ ceiling: 'fail' }, `'retry.ceiling' must be one of "wait", "cap", "stop"`],
  [{ hintSlack: true }, 'retry.hintSlack'],
  [{ drain: { size: 5 } }, "unknown option 'retry.drain.size'"],
  [{ peek: 5 }, 'retry.peek'],
  [{ preset: 'azure' }, 'retry.preset'],
  [{ budget: true }, "'retry.budget' must be options, a budget, or false"],
  [{ budget: { token: 5 } }, "unknown option 'retry.budget.token'"],
  [{ random: 0.5 }, 'retry.random'],
  [{ idempotencyHeader: 'a b' }, 'made of header names'],
  [{ idempotencyHeader: 'connection' }, 'the client sets itself'],
  [{ onRetry: 'log' }, 'retry.onRetry'],
  [{ onExhausted: 'ignore' }, 'retry.onExhausted'],
])('%j is refused', (options, message) => {
  expect(() => retry(options as RetryOptions)).toThrow(OptionError);
  expect(() => retry(options as RetryOptions)).toThrow(message);
});

test.each<[object, string]>([
  [{ budget: {} }, 'retry.budget'],
  [{ preset: 'got' }, "unknown option 'retry.preset'"],
  [{ random: Math.random }, "unknown option 'retry.random'"],
])('per call %j is refused', (rules, message) => {
  const parse = parserOf(retry());
  expect(() => parse(rules, 'retry')).toThrow(message);
});

test('options override the preset; undefined counts as not given', () => {
  const policy = parsePolicy({ preset: 'aws', maxRetries: undefined, minDelay: 5, budget: false });
  expect(policy).toMatchObject({
    maxRetries: 2,
    minDelay: 5,
    maxDelay: 20_000,
    hintSlack: 5_000,
    budget: false,
  });
});

test('maxDelay alone lowers minDelay, for a client and for a call', () => {
  expect(parsePolicy({ maxDelay: 500 })).toMatchObject({ minDelay: 500, maxDelay: 500 });
  const parse = parserOf(retry({ minDelay: 2_000, maxDelay: 9_000 }));
  expect(parse({ maxDelay: 100 }, 'retry')).toMatchObject({ minDelay: 100, maxDelay: 100 });
  expect(parse({ minDelay: 9_000 }, 'retry')).toMatchObject({ minDelay: 9_000, maxDelay: 9_000 });
  expect(() => parse({ minDelay: 9_001 }, 'retry')).toThrow('at most maxDelay (9000); got 9001');
});

test('options with some fields keep the other fields, for a client and for a call', () => {
  const options: RetryOptions = { preset: 'goRetryablehttp', drain: 'auto', peek: { bytes: 9 } };
  expect(parsePolicy(options)).toMatchObject({
    drain: { bytes: 4_096, time: 'auto' },
    peek: { bytes: 9, time: 50 },
  });
  const parse = parserOf(retry(options));
  const { drain, peek } = parse({ drain: { time: 5 }, peek: { time: 7 } }, 'retry');
  expect({ drain, peek }).toEqual({ drain: { bytes: 4_096, time: 5 }, peek: { bytes: 9, time: 7 } });
});

test('a polluted prototype adds nothing', () => {
  const polluted = Object.create({ maxRetries: 99 }) as RetryOptions;
  expect(parsePolicy(polluted).maxRetries).toBe(4);
});

test.each(['conservative', 'goRetryablehttp', 'got', 'aws'] as const)('preset %s is valid', (preset) => {
  const policy = parsePolicy({ preset });
  expect(policy.budget === false).toBe(preset === 'goRetryablehttp' || preset === 'got');
  expect(policy.drain).toEqual(preset === 'goRetryablehttp' ? { bytes: 4_096 } : {});
});
