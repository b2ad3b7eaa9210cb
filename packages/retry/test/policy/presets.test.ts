import { describe, expect, test } from 'vitest';
import {
  parsePolicy,
  PRESETS,
  type PresetName,
  type RetryOptions,
  type RetryPolicy,
} from '../../src/index.ts';
import { outcomeOf, rig } from '../support/rig.ts';
import { socketRig } from '../support/socket-rig.ts';

const LISTED = [
  'maxRetries',
  'minDelay',
  'maxDelay',
  'maxRetryAfter',
  'ceiling',
  'hintSlack',
  'drain',
] as const;

test.each<[PresetName, Partial<RetryPolicy>, string[], number[]]>([
  [
    'conservative',
    {
      maxRetries: 4,
      minDelay: 1_000,
      maxDelay: 30_000,
      maxRetryAfter: 30_000,
      ceiling: 'cap',
      hintSlack: false,
      drain: {},
    },
    ['retry-after-ms', 'retry-after', 'ratelimit', 'x-ratelimit'],
    [403, 413, 429, 503],
  ],
  [
    // RetryMax 4, RetryWaitMin 1 s, RetryWaitMax 30 s; Retry-After has no ceiling; respReadLimit 4096.
    'goRetryablehttp',
    {
      maxRetries: 4,
      minDelay: 1_000,
      maxDelay: 30_000,
      ceiling: 'wait',
      hintSlack: false,
      drain: { bytes: 4_096 },
    },
    ['retry-after'],
    [429, 503],
  ],
  [
    'got',
    {
      maxRetries: 2,
      minDelay: 1_000,
      maxDelay: Infinity,
      maxRetryAfter: Infinity,
      ceiling: 'stop',
      drain: {},
    },
    ['retry-after'],
    [408, 413, 429, 500, 502, 503, 504, 521, 522, 524],
  ],
  [
    'aws',
    { maxRetries: 2, minDelay: 100, maxDelay: 20_000, hintSlack: 5_000, drain: {} },
    ['retry-after-ms', 'retry-after'],
    [429, 500, 502, 503, 504],
  ],
])('%s has the values of its source', (preset, numbers, hints, hintStatuses) => {
  const policy = parsePolicy({ preset });
  const given = Object.fromEntries(LISTED.filter((key) => key in numbers).map((key) => [key, policy[key]]));
  expect(given).toEqual(numbers);
  expect([...policy.hints]).toEqual(hints);
  expect([...policy.hintStatuses]).toEqual(hintStatuses);
});

test('the token bucket of aws: 500 tokens, 5 per throttled retry, 10 per other retry', () => {
  expect(PRESETS.aws.budget).toEqual({ tokens: 500, cost: 5, transientCost: 10, refund: 1, floor: 0 });
  expect(parsePolicy({ preset: 'got' }).budget).toBe(false);
  expect(parsePolicy({ preset: 'goRetryablehttp' }).budget).toBe(false);
});

describe('goRetryablehttp, from the first attempt to giving up', () => {
  const preset: RetryOptions = { preset: 'goRetryablehttp' };

  test('a POST is sent 5 times, 1, 2, 4 and 8 s apart', async () => {
    const { client, clock, times } = rig([{ status: 503, body: 'busy' }], preset);
    const { error } = await outcomeOf(clock, client.post('http://u:secret@origin.test/x', { body: 'b' }));
    expect(times()).toEqual([0, 1_000, 3_000, 7_000, 15_000]);
    expect(error.message).toBe('POST http://origin.test/x answered 503 (gave up after 5 attempts)');
    expect(error.text()).toBe('busy');
    expect(error.attempts.map(({ reason }: { reason: string }) => reason)).toEqual([
      ...Array.from({ length: 4 }, () => 'status 503'),
      'gave up: maxRetries 4 reached (status 503)',
    ]);
  });

  test('Retry-After has precedence, on 429 and 503 only, without a ceiling', async () => {
    const hour = { 'retry-after': '3600', 'retry-after-ms': '5' };
    const { client, clock, times } = rig(
      [
        { status: 429, headers: hour },
        { status: 503, headers: hour },
        { status: 500, headers: hour },
        { status: 200 },
      ],
      preset,
    );
    await outcomeOf(clock, client.get('/'), 10_000_000);
    expect(times()).toEqual([0, 3_600_000, 7_200_000, 7_204_000]);
  });

  test('onExhausted returns the last response, like its PassthroughErrorHandler', async () => {
    const { client, clock } = rig([{ status: 503, body: 'busy' }], { ...preset, onExhausted: 'return' });
    const { value } = await outcomeOf(clock, client.get('/'));
    expect(await value?.text()).toBe('busy');
  });

  test('a response with headers over their limit is retried', async () => {
    const { origin, client } = await socketRig({ ...preset, minDelay: 1, budget: false });
    origin.on('/x').reply(200, { body: 'ok' }).fault({ do: 'padHead', bytes: 40_000 }, { first: 1 });
    expect(await client.get('/x').text()).toBe('ok');
    const other = await socketRig({ minDelay: 1 });
    other.origin.on('/x').reply(200).fault({ do: 'padHead', bytes: 40_000 }, { first: 1 });
    await expect(other.client.get('/x')).rejects.toMatchObject({ code: 'ERR_SLUICE_PROTOCOL' });
  });

  test('at most 4 KiB are drained', async () => {
    const { origin, client } = await socketRig({ ...preset, minDelay: 1, budget: false });
    for (const [path, size] of [
      ['/short', 4_096],
      ['/long', 200_000],
    ] as const) {
      origin.on(path).reply(503, { body: { size } }, { first: 1 }).reply(200, { body: 'ok' });
    }
    const drainOf = async (path: string): Promise<unknown> => {
      const response = await client.get(path);
      await response.text();
      return response.attempts[0]?.drain;
    };
    expect(await drainOf('/short')).toMatchObject({ outcome: 'eof', connectionKept: true });
    // The default bound is larger than the body.
    expect(await drainOf('/long')).toMatchObject({ outcome: 'length', connectionKept: false });
  });
});
