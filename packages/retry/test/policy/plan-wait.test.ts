import { expect, test } from 'vitest';
import { nextStep, type RetryOptions } from '../../src/index.ts';
import { outcome, policy, received, stepAfter } from '../support/outcomes.ts';

const asks = (seconds: number, status = 429): Parameters<typeof outcome>[0] => ({
  status,
  headers: received({ 'retry-after': String(seconds) }),
});

test("a server's wait replaces the backoff", () => {
  expect(stepAfter(outcome(asks(7)), policy())).toEqual({
    action: 'retry',
    wait: 7_000,
    rule: 'status',
    reason: 'status 429; retry-after asks for 7000 ms',
  });
});

test.each([
  [413, 7_000],
  [403, 7_000],
  [429, 7_000],
  [503, 7_000],
  [500, 500],
  [504, 500],
])('on status %i the wait is %i', (status, wait) => {
  expect(stepAfter(outcome(asks(7, status)), policy())).toMatchObject({ wait });
});

test.each<[RetryOptions['ceiling'], object]>([
  ['wait', { action: 'retry', wait: 3_600_000, reason: 'status 429; retry-after asks for 3600000 ms' }],
  [
    'cap',
    {
      action: 'retry',
      wait: 30_000,
      reason: 'status 429; retry-after asks for 3600000 ms, more than maxRetryAfter 30000 ms: capped',
    },
  ],
  [
    'stop',
    {
      action: 'stop',
      rule: 'ceiling',
      reason: 'gave up: retry-after asks for 3600000 ms, more than maxRetryAfter 30000 ms (status 429)',
    },
  ],
])('over the ceiling: %s, and the reason has both numbers', (ceiling, expected) => {
  expect(stepAfter(outcome(asks(3_600)), policy({ ceiling }))).toMatchObject(expected);
});

test.each([
  ['goRetryablehttp', 3_600, 3_600_000],
  ['aws', 3_600, 5_050],
  ['aws', 0, 50],
  ['aws', 2, 2_000],
  ['got', 2, 2_000],
] as const)('preset %s, asked for %i s, waits %i ms', (preset, seconds, wait) => {
  expect(stepAfter(outcome(asks(seconds, 503)), policy({ preset, budget: false }))).toMatchObject({ wait });
});

test('a wait of the remaining time or more is a stop', () => {
  expect(stepAfter(outcome({ ...asks(5), remaining: 5_001 }), policy())).toMatchObject({ wait: 5_000 });
  expect(stepAfter(outcome({ ...asks(5), remaining: 5_000 }), policy())).toMatchObject({
    action: 'stop',
    rule: 'deadline',
    reason:
      'gave up: a wait of 5000 ms does not fit the 5000 ms left (status 429; retry-after asks for 5000 ms)',
  });
  expect(stepAfter(outcome({ remaining: 0, status: 503 }), policy({ minDelay: 0 }))).toMatchObject({
    rule: 'deadline',
  });
});

test('hints can be switched off', () => {
  expect(stepAfter(outcome(asks(7)), policy({ hints: [] }))).toMatchObject({ wait: 500 });
});

test.each([
  ['0', 750],
  ['0.4', 750],
  ['0.9', 900],
  ['1', 1_000],
  ['Wed, 31 Dec 2025 23:59:00 GMT', 750],
])('a wait of %j is spread below `minDelay`', (asked, wait) => {
  const given = outcome({ status: 429, headers: received({ 'retry-after': asked }) });
  expect(stepAfter(given, policy({ minDelay: 1_000 }))).toMatchObject({ wait });
});

test('five requests that are asked to return at once do not return together', () => {
  const given = outcome(asks(0));
  const waits = [0, 0.2, 0.4, 0.6, 0.8].map((random) => {
    const step = stepAfter(given, policy({ random: () => random }));
    return step.action === 'retry' ? Math.round(step.wait) : undefined;
  });
  expect(waits).toEqual([500, 600, 700, 800, 900]);
  expect(stepAfter(given, policy({ hintFloor: 0 }))).toMatchObject({ wait: 0 });
  expect(stepAfter(given, policy({ preset: 'goRetryablehttp', budget: false }))).toMatchObject({ wait: 0 });
});

test.each<[Record<string, string>, object]>([
  [
    { 'retry-after': '2' },
    { action: 'retry', wait: 2_000, reason: 'status 403 of a rate limit; retry-after asks for 2000 ms' },
  ],
  [
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '7' },
    { action: 'retry', wait: 7_000 },
  ],
  [{ 'x-ratelimit-remaining': '4999', 'x-ratelimit-reset': '7' }, { action: 'answer' }],
  [{ 'x-ratelimit-reset': '7' }, { action: 'answer' }],
  [{}, { action: 'answer' }],
])('a 403 with %j is a rate limit or an answer', (headers, expected) => {
  const given = outcome({ status: 403, headers: received(headers) });
  expect(stepAfter(given, policy())).toMatchObject(expected);
  expect(stepAfter(given, policy({ hintStatuses: [429] }))).toMatchObject({ action: 'answer' });
});

test('a retry that `checkRetry` asks for heeds the server on every status', () => {
  const given = outcome({ status: 418, headers: received({ 'retry-after': '5' }) });
  const rules = policy();
  const { hintStatuses } = rules;
  expect(hintStatuses.has(418)).toBe(false);
  expect(nextStep(given, { policy: rules, checked: true })).toMatchObject({ action: 'retry', wait: 5_000 });
  expect(nextStep(given, { policy: rules, checked: { retry: true, wait: 7 } })).toMatchObject({ wait: 7 });
});
