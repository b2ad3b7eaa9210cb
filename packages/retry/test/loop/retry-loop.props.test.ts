import { NetworkError } from '@sluice/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  hostCooldown,
  nextStep,
  parsePolicy,
  readHint,
  tokenBudget,
  type CheckResult,
  type RetryOptions,
  type RetryStats,
} from '../../src/index.ts';
import { outcome, received } from '../support/outcomes.ts';
import { outcomeOf, rig } from '../support/rig.ts';

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

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

test('every call settles before its deadline, leaves nothing open, and has each attempt in its history', async () => {
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
          request.call.limitUntil(total);
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

/** A scripted answer whose body, if any, is complete at once. */
interface Scripted {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly error?: NetworkError;
}

interface Script {
  readonly method: string;
  readonly answers: readonly Scripted[];
  readonly checks: readonly CheckResult[] | undefined;
  readonly options: RetryOptions;
  readonly cooldown: boolean;
  readonly tokens: number;
  readonly total: number;
}

const scripted: fc.Arbitrary<Scripted> = fc.oneof(
  fc.record({ status: fc.constantFrom(200, 404, 429, 500, 501, 503) }),
  fc.record({
    status: fc.constantFrom(413, 429, 503),
    headers: fc.constantFrom({ 'retry-after': '1' }, { 'retry-after': '7' }, { 'retry-after-ms': '150' }),
  }),
  fc.record({
    error: fc
      .record({ bytesWritten: fc.nat(1), retryable: fc.boolean() })
      .map(
        (details) => new NetworkError('ERR_SLUICE_CONNECTION_LOST', 'lost', { phase: 'request', ...details }),
      ),
  }),
);

const check: fc.Arbitrary<CheckResult> = fc.constantFrom<CheckResult[]>(
  undefined,
  undefined,
  true,
  false,
  { retry: true, wait: 40 },
  { retry: false, reason: 'enough' },
);

const script: fc.Arbitrary<Script> = fc.record({
  method: fc.constantFrom('GET', 'GET', 'PUT', 'POST'),
  answers: fc.array(scripted, { minLength: 1, maxLength: 6 }),
  checks: fc.option(fc.array(check, { minLength: 1, maxLength: 4 }), { nil: undefined }),
  options: fc.record({
    maxRetries: fc.integer({ min: 0, max: 5 }),
    minDelay: fc.integer({ min: 0, max: 500 }),
    maxRetryAfter: fc.constantFrom(2_000, 60_000),
    ceiling: fc.constantFrom('wait', 'cap', 'stop'),
    backoff: fc.constantFrom('full-jitter', 'decorrelated-jitter', 'exponential'),
  }),
  cooldown: fc.boolean(),
  tokens: fc.constantFrom(0, 10, 500),
  total: fc.constantFrom(300, 5_000, 60_000),
});

/** The course of a call as seen from outside. */
interface Course {
  /** When each attempt was sent, in ms since the start. */
  readonly times: number[];
  readonly waits: (number | undefined)[];
  readonly reasons: (string | undefined)[];
  /** The status handed out, or `error`. */
  readonly result: number | string | undefined;
  readonly retries: number;
}

/** A random number that is neither a bound nor the middle of its range. */
const draw = (): number => 0.2;

const checkOf = ({ checks }: Script, attempt: number): CheckResult => checks?.[(attempt - 1) % checks.length];

const budgetOf = ({ tokens }: Script): ReturnType<typeof tokenBudget> => tokenBudget({ tokens, floor: 0 });

/** The model: the course that `nextStep` alone predicts. */
function courseByModel(given: Script, wallTime: number): Course {
  const policy = parsePolicy({ ...given.options, random: draw, budget: false });
  const budget = budgetOf(given);
  const cooldown = hostCooldown();
  const course = { times: [] as number[], waits: [] as number[], reasons: [] as string[] };
  let now = 0;
  let previousDelay: number | undefined;
  for (let attempt = 1; ; attempt++) {
    course.times.push(now);
    const {
      status,
      headers = {},
      error,
    } = given.answers[Math.min(attempt, given.answers.length) - 1] as Scripted;
    const url = new URL('http://origin.test/');
    const answer = error === undefined ? { status, headers: received(headers) } : { error };
    const common = { method: given.method, url, attempt, previousDelay, elapsed: now };
    const seen = outcome({ ...common, ...answer, remaining: given.total - now, wallTime: wallTime + now });
    if (
      given.cooldown &&
      status !== 413 &&
      seen.headers !== undefined &&
      policy.hintStatuses.has(status ?? 0)
    ) {
      const wait = readHint(seen.headers, policy.hints, seen.wallTime)?.wait ?? 0;
      const granted = policy.ceiling === 'wait' ? wait : Math.min(wait, policy.maxRetryAfter);
      cooldown.begin(url.origin, granted, now);
    }
    const at = now;
    const step = nextStep(seen, {
      policy,
      checked: checkOf(given, attempt),
      pause: () => (given.cooldown ? cooldown.waitFor(url.origin, at, draw) : 0),
      grant: (kind) => budget.take(url.origin, kind, at),
    });
    if (step.action === 'retry') {
      course.waits.push(step.wait);
      course.reasons.push(step.reason);
      now += step.wait;
      previousDelay = step.wait;
      continue;
    }
    const reasons =
      step.action === 'stop' ? [...course.reasons, step.reason] : [...course.reasons, undefined];
    const result = error === undefined ? status : 'error';
    return { ...course, waits: [...course.waits, undefined], reasons, result, retries: attempt - 1 };
  }
}

/** The course of the same call of a client. */
async function courseByLoop(given: Script): Promise<{ course: Course; wallTime: number }> {
  let asked = 0;
  const { client, clock, transport } = rig(
    (request, number) => {
      request.call.limitUntil(given.total);
      return given.answers[Math.min(number, given.answers.length) - 1] ?? {};
    },
    {
      ...given.options,
      random: draw,
      budget: budgetOf(given),
      cooldown: given.cooldown,
      ...(given.checks && { checkRetry: () => checkOf(given, ++asked) }),
    },
  );
  const wallTime = clock.wallTime();
  const call = client('/', { method: given.method, throwHttpErrors: false });
  const { value, error } = await outcomeOf(clock, call);
  const attempts = (value ?? error).attempts as readonly { wait?: number; reason?: string }[];
  const { retries } = client.stats().plugins['retry'] as RetryStats;
  const course = {
    times: transport.sent.map(({ at }) => at),
    waits: attempts.map(({ wait }) => wait),
    reasons: attempts.map(({ reason }) => reason),
    result: value === undefined ? 'error' : value.status,
    retries,
  };
  return { course, wallTime };
}

test('the loop does what nextStep returns: the same attempts at the same times, for the same reasons', async () => {
  await fc.assert(
    fc.asyncProperty(script, async (given) => {
      const { course, wallTime } = await courseByLoop(given);
      expect(course).toEqual(courseByModel(given, wallTime));
    }),
    { numRuns: 600 },
  );
});
