import { describe, expect, test } from 'vitest';
import { drainTime } from '../../../src/plugin-api.ts';
import { DEFAULT_DRAIN, parseDrain, parseReadBound } from '../../../src/options/bounds.ts';

describe('the time of a drain', () => {
  test.each([
    [0, 50],
    [49, 50],
    [120, 120],
    [250, 250],
    [3_000, 250],
  ])('auto: a connection that took %d ms to open is drained for %d ms', (setupTime, time) => {
    expect(drainTime({ bytes: 1, time: 'auto' }, setupTime)).toBe(time);
  });

  test('a number is used unchanged', () => {
    expect(drainTime({ bytes: 1, time: 5 }, 1_000)).toBe(5);
    expect(drainTime({ bytes: 1, time: Infinity }, 0)).toBe(Infinity);
  });

  test('is `auto` by default, and refused if it is neither a number nor `auto`', () => {
    expect(DEFAULT_DRAIN).toEqual({ bytes: 262_144, time: 'auto' });
    expect(parseDrain({ time: 'auto' }, 'drain')).toEqual(DEFAULT_DRAIN);
    expect(() => parseDrain({ time: 'soon' }, 'drain')).toThrow(/drain\.time.*'auto'; got 'soon'/);
    expect(() => parseReadBound({ time: 'auto' }, 'errorBody')).toThrow(/errorBody\.time.*got 'auto'/);
  });
});

test('the bound `auto` sets only the time', () => {
  expect(parseDrain('auto', 'drain', { bytes: 5, time: 10 })).toEqual({ bytes: 5, time: 'auto' });
});
