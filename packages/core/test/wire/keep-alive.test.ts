import { expect, test } from 'vitest';
import { idleLimitOf } from '../../src/wire/keep-alive.ts';

test.each<[string | string[] | undefined, number | undefined]>([
  [undefined, undefined],
  ['', undefined],
  ['timeout=garbage', undefined],
  ['timeout=-5', undefined],
  ['xtimeout=5', undefined],
  ['max=100', undefined],
  ['max=1', undefined],
  ['timeout=0', 0],
  ['timeout=1', 500],
  ['timeout=2', 1_000],
  ['timeout=5', 4_000],
  ['TIMEOUT = "5", max=100', 4_000],
  ['max=100; timeout=5', 4_000],
  [['max=100', 'timeout=5'], 4_000],
  ['timeout=999999999999', 999_999_998_000],
  ['timeout=5, max=0', 0],
  ['max=0', 0],
  ['timeout=5, max=01', 4_000],
  ['timeout=5, xmax=0', 4_000],
])('a keep-alive hint of %j allows %j ms', (hint, limit) => {
  expect(idleLimitOf(hint)).toBe(limit);
});
