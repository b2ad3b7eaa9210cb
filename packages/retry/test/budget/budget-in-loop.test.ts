import { createClient } from '@sluice/core';
import { createVirtualClock } from '@sluice/fixtures';
import { describe, expect, test } from 'vitest';
import { retry, shareBudget, tokenBudget, type RetryBudget, type RetryStats } from '../../src/index.ts';
import { hedgeRig } from '../support/hedge-rig.ts';
import { outcomeOf, rig } from '../support/rig.ts';
import { ScriptedTransport } from '../support/scripted-transport.ts';

test('a spent budget ends the call with the last response, and the history says so', async () => {
  const { client, clock, transport } = rig([{ status: 503, body: 'busy' }], {
    budget: { tokens: 10, cost: 5, floor: 0 },
  });
  const { error } = await outcomeOf(clock, client.get('/'));
  expect(transport.sent).toHaveLength(3);
  expect(error.text()).toBe('busy');
  expect(error.attempts[2].reason).toBe(
    'gave up: the retry budget of http://origin.test is spent (status 503)',
  );
  expect(client.stats().plugins['retry']).toMatchObject({
    retries: 2,
    exhausted: 1,
    budgetRefusals: 1,
    recovered: 0,
    hosts: { 'http://origin.test': { retries: 2, budgetRefusals: 1 } },
    budget: { granted: 2, refused: 1 },
  } satisfies Partial<Record<keyof RetryStats, unknown>>);
});

test('clients share a budget they are given; a call can bypass it', async () => {
  const clock = createVirtualClock();
  const budget = tokenBudget({ tokens: 5, cost: 5, floor: 0 });
  const make = (transport: ScriptedTransport) =>
    createClient({ transport, clock, baseUrl: 'http://origin.test', plugins: [retry({ budget })] });
  const first = new ScriptedTransport([{ status: 503 }]);
  const second = new ScriptedTransport([{ status: 503 }]);
  await outcomeOf(clock, make(first).get('/'));
  await outcomeOf(clock, make(second).get('/'));
  expect([first.sent.length, second.sent.length]).toEqual([2, 1]);
  await outcomeOf(clock, make(second).get('/', { retry: { budget: false } }));
  expect(second.sent).toHaveLength(1 + 5);
});

test('successes refund the budget', async () => {
  const { client, clock, transport } = rig((_, number) => ({ status: number % 2 === 1 ? 503 : 200 }), {
    budget: { tokens: 5, cost: 5, floor: 0 },
  });
  for (let call = 0; call < 20; call++)
    expect((await outcomeOf(clock, client.get('/'))).value?.status).toBe(200);
  expect(transport.sent).toHaveLength(40);
});

test('time earns tokens once, however long the bodies of successes take', async () => {
  const { client, clock } = rig(
    (request) => ({ status: request.path === '/down' ? 503 : 200, lasts: 1_000 }),
    {
      budget: { tokens: 1_000, cost: 5, refund: 1, floor: 1 },
      maxRetries: 1,
      minDelay: 1,
      maxDelay: 1,
      drain: { bytes: 0 },
    },
  );
  const calls: Promise<unknown>[] = [];
  for (let round = 0; round < 20; round++) {
    calls.push(client.get('/').text());
    // Some fail before the others have begun.
    calls.push(
      client
        .get('/down')
        .text()
        .catch(() => undefined),
    );
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await clock.advance(100);
  }
  await outcomeOf(clock, Promise.allSettled(calls), 1_000);
  const { budget } = client.stats().plugins['retry'] as RetryStats;
  expect(budget?.granted).toBe(20);
  // 20 of 200 attempts were granted; each success refunds a fifth of a grant, each of three seconds earns one.
  expect(budget?.hosts[0]?.available).toBeLessThanOrEqual(200 - 20 + 4 + 3);
});

test('statistics list at most a hundred hosts', async () => {
  const { client, clock } = rig((_, number) => ({ status: number % 2 === 1 ? 503 : 200 }));
  for (let host = 0; host < 120; host++) {
    const { value } = await outcomeOf(clock, client.get(`http://h${host}.test/`, { allowOtherOrigin: true }));
    expect(value?.status).toBe(200);
  }
  const { recovered, hosts } = client.stats().plugins['retry'] as RetryStats;
  expect(recovered).toBe(120);
  expect(Object.keys(hosts)).toHaveLength(100);
});

describe('an attempt that was granted but not sent is refunded', () => {
  const fail = (): never => {
    throw new Error('the hook failed');
  };

  test.each<[string, () => RetryBudget]>([
    ['a token bucket', () => tokenBudget({ tokens: 50, cost: 5, floor: 0 })],
    ['a share', () => shareBudget({ ratio: 0, floor: 1 })],
  ])('to %s', async (_, make) => {
    for (const hooks of [{ onRetry: fail }, { prepareRetry: fail }, {}]) {
      const budget = make();
      const { client, clock, transport } = rig([{ status: 503 }], { budget, ...hooks });
      const controller = new AbortController();
      const calls = Promise.allSettled(
        Array.from({ length: 10 }, () => client.get('/', { signal: controller.signal })),
      );
      await clock.advance(100);
      controller.abort();
      expect((await calls).every(({ status }) => status === 'rejected')).toBe(true);
      await clock.advance(0);
      expect(transport.sent).toHaveLength(10);
      expect(budget.stats()).toMatchObject({ granted: 0, refused: 0 });
      const { available = 10 } = budget.stats().hosts[0] ?? {};
      expect(available).toBe(10);
    }
  });

  test('when prepareRetry is still running as the call ends', async () => {
    const budget = tokenBudget({ floor: 0 });
    const { client, clock, transport } = rig([{ status: 503 }], {
      budget,
      prepareRetry: () =>
        new Promise<undefined>((resolve) => void clock.setTimer(100, () => resolve(undefined))),
    });
    const controller = new AbortController();
    const call = client.get('/', { signal: controller.signal }).catch(() => undefined);
    await clock.advance(550);
    controller.abort();
    await call;
    await clock.advance(1_000);
    expect(transport.sent).toHaveLength(1);
    expect(budget.stats()).toEqual({ granted: 0, refused: 0, hosts: [] });
  });
});

test('a retry to another origin is refunded neither to that origin nor to the first one', async () => {
  const budget = tokenBudget({ tokens: 100, cost: 5, refund: 1, floor: 0 });
  const a = 'http://origin.test';
  const b = 'http://other.test';
  budget.take(b, 'transient', 0);
  budget.take(b, 'transient', 0);
  const { client, clock } = rig((request) => ({ status: request.origin === a ? 503 : 200 }), {
    budget,
    prepareRetry: ({ request }) => request.with({ url: new URL(b) }),
  });
  expect((await outcomeOf(clock, client.get('/'))).value?.status).toBe(200);
  // 95 of 100 tokens at the first origin and 91 at the other: 19 and 18 attempts.
  expect(budget.stats().hosts).toEqual([
    { host: b, available: 18 },
    { host: a, available: 19 },
  ]);
});

test.each([
  ['of the first attempt', 200],
  ['of a retry', 503],
])('a budget whose onSuccess throws %s fails the call with its error', async (_, status) => {
  const failure = new TypeError('fetch failed');
  const onSuccess = (): never => {
    throw failure;
  };
  const budget = { take: () => true, onSuccess, stats: () => tokenBudget().stats() };
  const { client, clock, transport } = rig([{ status }, { status: 200, open: true }], { budget });
  expect((await outcomeOf(clock, client.get('/'))).error).toBe(failure);
  expect(transport.open).toBe(0);
  expect(clock.pending()).toBe(0);
});

describe('an async method of a budget of the caller', () => {
  const failure = new Error('store down');
  const budgetWith = (methods: object): RetryBudget => ({
    take: () => true,
    onSuccess() {},
    stats: () => tokenBudget().stats(),
    ...methods,
  });

  test('take is refused with an OptionError: its promise grants no attempt', async () => {
    const budget = budgetWith({ take: () => Promise.reject(failure) });
    const { client, clock, transport } = rig([{ status: 503, open: true }, { status: 200 }], { budget });
    expect((await outcomeOf(clock, client.get('/'))).error).toMatchObject({
      code: 'ERR_SLUICE_OPTION',
      option: 'budget.take',
      message:
        "GET http://origin.test/: option 'budget.take' must not be async: its result is used at once, so return a value instead of a promise",
    });
    expect([transport.sent.length, transport.open, clock.pending()]).toEqual([1, 0, 0]);
  });

  test('take is refused by a hedge, too', async () => {
    const budget = budgetWith({ take: () => Promise.reject(failure) });
    const { client, clock, transport } = hedgeRig([{ hangs: true }, { status: 200 }], { budget });
    expect((await outcomeOf(clock, client.get('/'))).error).toMatchObject({ option: 'budget.take' });
    expect([transport.sent.length, transport.open, clock.pending()]).toEqual([1, 0, 0]);
  });

  test('a rejection of the others is a warning of the process', async () => {
    const rejects = (): Promise<never> => Promise.reject(failure);
    const budget = budgetWith({ onCall: rejects, onSuccess: rejects, onUnsent: rejects });
    const warnings: Error[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning);
    process.on('warning', onWarning);
    try {
      const { client, clock } = rig([{ status: 503 }, { status: 200 }], { budget });
      expect((await outcomeOf(clock, client.get('/'))).value?.status).toBe(200);
      const stopped = rig([{ status: 503 }], {
        budget,
        prepareRetry: () => {
          throw failure;
        },
      });
      expect((await outcomeOf(stopped.clock, stopped.client.get('/'))).error).toBe(failure);
      const named = (method: string) =>
        expect.objectContaining({
          code: 'SLUICE_CALLBACK',
          cause: failure,
          message: expect.stringContaining(`'budget.${method}'`) as string,
        }) as unknown;
      await expect
        .poll(() => warnings)
        .toEqual(expect.arrayContaining(['onCall', 'onSuccess', 'onUnsent'].map(named)));
    } finally {
      process.off('warning', onWarning);
    }
  });
});
