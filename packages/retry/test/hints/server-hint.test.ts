import { describe, expect, test } from 'vitest';
import { HINT_NAMES, readHint } from '../../src/index.ts';
import { received, WALL } from '../support/outcomes.ts';

const all = new Set(HINT_NAMES);
const hint = (headers: Record<string, string | string[]>, wallTime = WALL): unknown =>
  readHint(received(headers), all, wallTime);
const wait = (headers: Record<string, string | string[]>): number | undefined =>
  readHint(received(headers), all, WALL)?.wait;

describe('Retry-After', () => {
  test.each<[string, number | undefined]>([
    ['0', 0],
    ['1', 1_000],
    ['120', 120_000],
    ['1.5', 1_500],
    ['1000000000', 2_147_483_647],
    ['999999999999999999', 2_147_483_647],
    ['9'.repeat(400), 2_147_483_647],
    ['-1', undefined],
    ['+1', undefined],
    ['1e3', undefined],
    ['NaN', undefined],
    ['Infinity', undefined],
    ['', undefined],
    ['soon', undefined],
    ['1, 2', undefined],
    ['Thu, 01 Jan 2026 00:00:10 GMT', 10_000],
    ['Thursday, 01-Jan-26 00:00:10 GMT', 10_000],
    ['Thu Jan  1 00:00:10 2026', 10_000],
    ['Wed, 31 Dec 2025 23:59:00 GMT', 0],
    ['Sunday, 06-Nov-94 08:49:37 GMT', 0],
    ['Thu, 01 Jan 2026 00:00:10 CET', undefined],
    ['2026-01-01T00:00:10Z', 10_000],
    ['2026-01-01T00:00:10.5+00:00', 10_500],
    ['2025-01-01T00:00:10Z', 0],
    ['2026-13-01T00:00:10Z', undefined],
    ['2026-01-01', undefined],
    ['Thu, 01 Foo 2026 00:00:10 GMT', undefined],
    ['Thu, 01 Jan 2026 25:00:10 GMT', undefined],
  ])('%j', (value, expected) => {
    expect(wait({ 'retry-after': value })).toBe(expected);
  });

  test('the first of repeated headers counts', () => {
    expect(wait({ 'retry-after': ['3', '5'] })).toBe(3_000);
  });
});

test('headers in milliseconds have precedence over those in seconds', () => {
  expect(hint({ 'retry-after-ms': '1200', 'retry-after': '2' })).toEqual({
    wait: 1_200,
    source: 'retry-after-ms',
  });
  expect(wait({ 'x-ms-retry-after-ms': '7' })).toBe(7);
  expect(wait({ 'x-amz-retry-after': '8' })).toBe(8);
  expect(hint({ 'retry-after-ms': 'x', 'retry-after': '2' })).toEqual({ wait: 2_000, source: 'retry-after' });
});

describe('RateLimit', () => {
  test.each<[Record<string, string>, number | undefined]>([
    [{ ratelimit: '"default";r=0;t=30' }, 30_000],
    [{ ratelimit: '"default";r=5;t=30' }, undefined],
    [{ ratelimit: '"a";r=0;t=30, "b";r=0;t=60, "c";r=1;t=90' }, 60_000],
    [{ ratelimit: '"a,b";r=0;t=30' }, 30_000],
    [{ ratelimit: 'default;r=0', 'ratelimit-policy': 'default;q=100;w=60' }, 60_000],
    [{ ratelimit: '"b";r=0', 'ratelimit-policy': '"a";q=1;w=1, "b";q=9;w=9' }, 9_000],
    [{ ratelimit: '"b";r=0' }, undefined],
    [{ ratelimit: 'limit=100, remaining=0, reset=50' }, 50_000],
    [{ 'ratelimit-limit': '10', 'ratelimit-remaining': '0', 'ratelimit-reset': '5' }, 5_000],
    [{ 'ratelimit-remaining': '3', 'ratelimit-reset': '5' }, undefined],
    [{ 'ratelimit-reset': '5' }, 5_000],
    // GitLab's: a point in time.
    [{ 'ratelimit-remaining': '0', 'ratelimit-reset': String(WALL / 1_000 + 20) }, 20_000],
    [{ 'ratelimit-remaining': '0', 'ratelimit-reset': String(WALL / 1_000 - 20) }, 0],
    [{ ratelimit: `limit=1, remaining=0, reset=${WALL / 1_000 + 20}` }, 20_000],
    [{ ratelimit: ';;;"' }, undefined],
    [{ ratelimit: '"a;r=0;t=9";r=5;t=1' }, undefined],
    [{ ratelimit: '"a\\"b";r=0', 'ratelimit-policy': '"a\\"b";w=4' }, 4_000],
    [{ ratelimit: '"a"; r=0; t=7' }, 7_000],
  ])('%j', (headers, expected) => {
    expect(wait(headers)).toBe(expected);
  });
});

describe('X-RateLimit', () => {
  const at = WALL / 1_000 + 20;

  test.each<[Record<string, string>, number | undefined]>([
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '12' }, 12_000],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(at) }, 20_000],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(at * 1_000) }, 20_000],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(at - 40) }, 0],
    [{ 'x-ratelimit-remaining': '4', 'x-ratelimit-reset': '12' }, undefined],
    [{ 'x-ratelimit-reset-after': '0.25' }, 250],
    [{ 'x-rate-limit-reset': '3' }, 3_000],
    [{ 'x-ratelimit-retry-after': '2', 'x-ratelimit-reset': '9' }, 2_000],
    [{ 'x-ratelimit-remaining': '0' }, undefined],
  ])('%j', (headers, expected) => {
    expect(wait(headers)).toBe(expected);
  });
});

test.each([
  ['quotes', String.raw`\"`, ''],
  ['items', 'a;r=0,', 'b;w=1,'],
  ['parameters', ';r', ';w'],
  ['pairs', 'reset ', ''],
])('a header is read in time linear in its length: %s', (_, piece, policy) => {
  const cost = (pieces: number): number => {
    const headers = received({
      ratelimit: piece.repeat(pieces),
      'ratelimit-policy': policy.repeat(pieces),
      'ratelimit-reset': piece.repeat(pieces),
    });
    const before = process.cpuUsage();
    readHint(headers, all, WALL);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  // Quadratic time would take minutes.
  expect(cost(160_000)).toBeLessThan(10_000_000);
});

test('a header of 64 KiB costs no more than its first 32 limits, with 32 parts each', () => {
  const limits = (before: number): string => '"x";r=0;t=1,'.repeat(before) + '"y";r=0;t=60';
  expect(wait({ ratelimit: limits(31) })).toBe(60_000);
  for (const before of [32, 5_000]) expect(wait({ ratelimit: limits(before) })).toBe(1_000);
  const policies = (before: number): string => '"x";w=1,'.repeat(before) + '"y";w=60';
  expect(wait({ ratelimit: '"y";r=0', 'ratelimit-policy': policies(31) })).toBe(60_000);
  for (const before of [32, 5_000]) {
    expect(wait({ ratelimit: '"y";r=0', 'ratelimit-policy': policies(before) })).toBeUndefined();
  }
  const parameters = (before: number): string => `"x";r=0${';a=1'.repeat(before)};t=60`;
  expect(wait({ ratelimit: parameters(29) })).toBe(60_000);
  for (const before of [30, 16_000]) expect(wait({ ratelimit: parameters(before) })).toBeUndefined();
});

test('only the named families are read', () => {
  const headers = received({ 'retry-after': '1', 'x-ratelimit-reset': '2' });
  expect(readHint(headers, new Set(['x-ratelimit']), WALL)?.wait).toBe(2_000);
  expect(readHint(headers, new Set(), WALL)).toBeUndefined();
});

describe('limits of OpenAI and Anthropic', () => {
  test.each<[Record<string, string>, number | undefined]>([
    [{ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '6m0s' }, 360_000],
    [{ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '20ms' }, 20],
    [{ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '1h2m3.5s' }, 3_723_500],
    [{ 'x-ratelimit-remaining-tokens': '5', 'x-ratelimit-reset-tokens': '6m0s' }, undefined],
    [{ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': 'soon' }, undefined],
    [
      {
        'anthropic-ratelimit-tokens-remaining': '0',
        'anthropic-ratelimit-tokens-reset': '2026-01-01T00:00:09Z',
      },
      9_000,
    ],
    [
      {
        'anthropic-ratelimit-requests-remaining': '0',
        'anthropic-ratelimit-requests-reset': '2026-01-01T00:00:09Z',
        'anthropic-ratelimit-input-tokens-remaining': '0',
        'anthropic-ratelimit-input-tokens-reset': '2026-01-01T00:01:00Z',
      },
      60_000,
    ],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2026-01-01T00:00:05Z' }, 5_000],
  ])('%j', (headers, expected) => {
    expect(wait(headers)).toBe(expected);
  });
});
