import { BodyError, NetworkError, TimeoutError } from '@sluice/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  BACKOFFS,
  nextStep,
  parsePolicy,
  type AttemptOutcome,
  type BackoffName,
  type CheckResult,
  type RetryPolicy,
} from '../../src/index.ts';
import { needsDecision } from '../../src/policy/judge.ts';
import { outcome, received, stepAfter } from '../support/outcomes.ts';

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const bounded = fc.constantFrom(
  ...(Object.keys(BACKOFFS) as BackoffName[]).filter(
    (name) => name !== 'linear-jitter' && name !== 'constant',
  ),
);
const headers = fc.dictionary(
  fc.constantFrom('retry-after', 'retry-after-ms', 'ratelimit', 'ratelimit-policy', 'x-ratelimit-reset'),
  fc.oneof(
    fc.string(),
    fc.integer().map(String),
    fc.constantFrom('"a";r=0;t=5', 'Thu, 01 Jan 2026 00:00:10 GMT'),
  ),
);

test('a wait is within the bounds of the policy and before the deadline, whatever the server says', () => {
  fc.assert(
    fc.property(
      fc.record({
        backoff: bounded,
        minDelay: fc.integer({ min: 0, max: 5_000 }),
        more: fc.integer({ min: 0, max: 55_000 }),
        factor: fc.double({ min: 1, max: 100, noNaN: true }),
        maxRetryAfter: fc.integer({ min: 0, max: 60_000 }),
        ceiling: fc.constantFrom('cap' as const, 'stop' as const),
      }),
      random,
      headers,
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 0, max: 100_000 }),
      fc.integer({ min: 0, max: 60_000 }),
      ({ more, ...given }, draw, lines, attempt, remaining, previousDelay) => {
        const options = { ...given, maxDelay: given.minDelay + more };
        const policy = parsePolicy({ ...options, maxRetries: Infinity, random: () => draw, budget: false });
        const asked = outcome({ attempt, remaining, previousDelay, status: 429, headers: received(lines) });
        const step = stepAfter(asked, policy);
        expect(step.reason).not.toBe('');
        if (step.action !== 'retry') return;
        expect(step.wait).toBeGreaterThanOrEqual(0);
        expect(step.wait).toBeLessThan(remaining);
        expect(step.wait).toBeLessThanOrEqual(Math.max(options.maxDelay, options.maxRetryAfter));
      },
    ),
    { numRuns: 2_000 },
  );
});

/** Any outcome of an attempt. */
const anyOutcome: fc.Arbitrary<AttemptOutcome> = fc
  .record({
    method: fc.constantFrom('GET', 'PUT', 'POST', 'PATCH'),
    attempt: fc.integer({ min: 1, max: 8 }),
    body: fc.constantFrom('none' as const, 'replayable' as const, 'one-shot' as const),
    keyed: fc.boolean(),
    remaining: fc.constantFrom(0, 100, 5_000, Infinity),
    answer: fc.oneof(
      fc.record({ status: fc.integer({ min: 200, max: 599 }), headers: headers.map(received) }),
      fc.record({
        error: fc.constantFrom<unknown[]>(
          new NetworkError('ERR_SLUICE_CONNECTION_LOST', 'lost', { phase: 'response', bytesWritten: 9 }),
          new NetworkError('ERR_SLUICE_CONNECT', 'refused', { phase: 'connect' }),
          new NetworkError('ERR_SLUICE_TLS', 'refused', { phase: 'tls', retryable: false }),
          new TimeoutError('total', 5),
          new TimeoutError('responseHeader', 5),
          new BodyError('ERR_SLUICE_BODY_CUT_SHORT', 'cut'),
          new Error('a bug'),
        ),
      }),
    ),
  })
  .map(({ answer, ...rest }) => outcome({ ...rest, ...answer }));

const anyPolicy: fc.Arbitrary<RetryPolicy> = fc
  .record({
    preset: fc.constantFrom(
      'conservative' as const,
      'goRetryablehttp' as const,
      'got' as const,
      'aws' as const,
    ),
    maxRetries: fc.integer({ min: 0, max: 6 }),
    ceiling: fc.constantFrom('wait' as const, 'cap' as const, 'stop' as const),
  })
  .map((options) => parsePolicy({ ...options, random: () => 0.5, budget: false }));

const anyCheck = fc.constantFrom<CheckResult[]>(
  undefined,
  true,
  false,
  { retry: true, wait: 7 },
  { retry: false, reason: 'enough' },
);

test('a retry is within all limits, and was granted last and once', () => {
  fc.assert(
    fc.property(
      anyOutcome,
      anyPolicy,
      anyCheck,
      fc.constantFrom(0, 50, 10_000),
      fc.boolean(),
      (given, policy, checked, paused, granted) => {
        const asked: string[] = [];
        const step = nextStep(given, {
          policy,
          checked,
          pause: () => (asked.push('pause'), paused),
          grant: () => (asked.push('grant'), granted),
        });
        expect(step.reason).not.toBe('');
        if (step.action === 'retry') {
          expect(asked).toEqual(['pause', 'grant']);
          expect(granted).toBe(true);
          expect(given.body).not.toBe('one-shot');
          expect(given.attempt).toBeLessThanOrEqual(policy.maxRetries);
          expect(step.wait).toBeGreaterThanOrEqual(paused);
          expect(step.wait).toBeLessThan(given.remaining);
          expect(checked === false || (typeof checked === 'object' && !checked.retry)).toBe(false);
        } else {
          // No grant for a request that is not sent again, unless the budget itself refused it.
          expect(asked.includes('grant')).toBe(step.rule === 'budget');
          if (step.rule === 'budget') expect(granted).toBe(false);
        }
        if (step.action === 'stop') {
          const limits = ['retries', 'deadline', 'ceiling', 'budget'];
          expect(step.exhausted).toBe(limits.includes(step.rule));
        }
        if (step.action === 'answer') expect(given.status).toBeDefined();
      },
    ),
    { numRuns: 3_000 },
  );
});

test('without functions in the state or the policy the same arguments give the same step', () => {
  fc.assert(
    fc.property(anyOutcome, anyPolicy, anyCheck, (given, policy, checked) => {
      const state = Object.freeze({ policy, checked });
      expect(nextStep(Object.freeze(given), state)).toEqual(nextStep(given, state));
    }),
  );
});

test('a status that needs no decision is an answer whatever else the outcome is', () => {
  fc.assert(
    fc.property(anyOutcome, anyPolicy, (given, policy) => {
      if (given.status === undefined || needsDecision(given.status, policy)) return;
      expect(stepAfter(given, policy).action).toBe('answer');
    }),
  );
});
