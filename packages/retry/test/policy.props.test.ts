import { NetworkError } from '@sluice/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  BACKOFFS,
  decide,
  parsePolicy,
  shareBudget,
  tokenBudget,
  type BackoffName,
  type RetryOptions,
} from '../src/index.ts';
import { outcome, received } from './outcomes.ts';
import { outcomeOf, rig } from './rig.ts';

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
        const decision = decide(asked, policy);
        expect(decision.reason).not.toBe('');
        if (decision.action === 'stop') return;
        expect(decision.wait).toBeGreaterThanOrEqual(0);
        expect(decision.wait).toBeLessThan(remaining);
        expect(decision.wait).toBeLessThanOrEqual(Math.max(options.maxDelay, options.maxRetryAfter));
      },
    ),
    { numRuns: 2_000 },
  );
});

const event = fc.oneof(
  fc.constantFrom('throttle' as const, 'transient' as const, 'hedge' as const),
  fc.constantFrom('call' as const, 'success' as const),
  fc.integer({ min: -100, max: 3_000 }),
);

test('budgets never grant more than they hold', () => {
  const url = 'http://a.test';
  const kinds = { tokens: fc.integer({ max: 60, min: 9 }), cost: fc.integer({ min: 1, max: 9 }) };
  fc.assert(
    fc.property(fc.record(kinds), fc.array(event, { maxLength: 300 }), (options, events) => {
      const tokens = tokenBudget({ ...options, floor: 2 });
      const share = shareBudget({ ratio: 0.2, window: 1_000, floor: 2 });
      const count = { calls: 0, success: 0, tokens: 0, share: 0 };
      let now = 0;
      let passed = 0;
      for (const what of events) {
        if (typeof what === 'number') {
          passed += Math.max(0, what);
          now += what;
        } else if (what === 'call') {
          count.calls++;
          share.onCall?.(url, now);
        } else if (what === 'success') {
          count.success++;
          tokens.onSuccess(url, undefined, now);
        } else {
          if (tokens.take(url, what, now)) count.tokens++;
          if (share.take(url, what, now)) count.share++;
        }
        for (const { available } of [...tokens.stats().hosts, ...share.stats().hosts]) {
          expect(available).toBeGreaterThanOrEqual(0);
        }
      }
      const held = options.tokens + count.success + (passed / 1_000) * 2 * options.cost;
      expect(count.tokens * options.cost).toBeLessThanOrEqual(held);
      expect(count.share).toBeLessThanOrEqual(count.calls * 0.2 + 2 * (passed / 1_000 + 2));
    }),
    { numRuns: 300 },
  );
});

const answer = fc.oneof(
  fc.record({
    status: fc.constantFrom(200, 404, 429, 500, 501, 503),
    body: fc.constantFrom('', 'some text'),
  }),
  fc.record({ status: fc.constant(503), open: fc.constant(true) }),
  fc.record({
    status: fc.constant(503),
    headers: fc.constantFrom({ 'retry-after': '3' }, { 'retry-after': 'x' }),
  }),
  fc.record({
    error: fc
      .integer({ min: 0, max: 1 })
      .map(
        (bytesWritten) =>
          new NetworkError('ERR_SLUICE_CONNECTION_LOST', 'lost', { phase: 'request', bytesWritten }),
      ),
  }),
);

test('every call settles before its deadline; nothing is left open; the history tells each attempt', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(answer, { minLength: 1, maxLength: 6 }),
      fc.constantFrom('GET', 'POST', 'PUT'),
      fc.integer({ min: 1, max: 20_000 }),
      fc.integer({ min: 0, max: 6 }),
      random,
      async (answers, method, total, maxRetries, draw) => {
        const options: RetryOptions = { maxRetries, minDelay: 100, random: () => draw };
        const { client, clock, transport } = rig((request, number) => {
          request.call.deadlineAt = total;
          return answers[Math.min(number, answers.length) - 1] ?? {};
        }, options);
        const { value, error } = await outcomeOf(
          clock,
          client(`/`, { method, throwHttpErrors: false }),
          total,
        );
        const attempts = value?.attempts ?? error.attempts;
        value?.discard();
        await clock.advance(1_000);
        expect(attempts).toHaveLength(transport.sent.length);
        expect(attempts.length).toBeLessThanOrEqual(maxRetries + 1);
        expect(transport.sent.every(({ at }) => at < total)).toBe(true);
        for (const attempt of attempts.slice(0, -1)) expect(attempt.reason).toBeTypeOf('string');
        expect(transport.open).toBe(0);
        expect(clock.pending()).toBe(0);
        const sentTwice = transport.sent.length > 1 && method === 'POST';
        if (sentTwice)
          for (const attempt of attempts.slice(0, -1)) expect(attempt.error.bytesWritten).toBe(0);
      },
    ),
    { numRuns: 300 },
  );
});
