import { expect, test } from 'vitest';
import type { Clock } from '../../src/index.ts';
import { IdleRecord } from '../../src/wire/idle-record.ts';
import { LearnedIdleLimit } from '../../src/wire/learned-idle-limit.ts';

function at(start: number): { now: number; readonly learned: LearnedIdleLimit } {
  const time = { now: start, learned: new LearnedIdleLimit({ now: () => time.now } as Clock) };
  return time;
}

test('an idle time that the server ended is the limit, less a margin, for five minutes', () => {
  const time = at(1_000);
  const { learned } = time;
  expect(learned.limit).toBe(Infinity);
  learned.closedIdle(1);
  expect(learned.limit).toBe(Infinity);
  learned.closedIdle(0);
  expect(learned.limit).toBe(500);
  time.now = 61_000;
  learned.closedIdle(0);
  expect(learned.limit).toBe(500);
  time.now = 301_001;
  expect(learned.limit).toBe(Infinity);
});

test('the limit of a connection is the shorter one of the hint and the learned limit', () => {
  const time = at(10);
  const record = new IdleRecord(time.learned);
  expect(record.limit).toBeUndefined();
  record.hint = 4_000;
  expect(record.limit).toBe(4_000);
  record.begin();
  record.end(10);
  time.now = 3_010;
  record.closed(true);
  expect(record.limit).toBe(2_000);
  record.hint = 700;
  expect(record.limit).toBe(700);
});

test('a close after the first exchange, or by the peer during the second, is early', () => {
  const time = at(10);
  const close = (exchanges: number, idle: boolean, byPeer: boolean): void => {
    const record = new IdleRecord(time.learned);
    for (let i = 0; i < exchanges; i++) {
      record.begin();
      if (idle || i < exchanges - 1) record.end(time.now);
    }
    record.closed(byPeer);
  };
  const expected = (...closes: Parameters<typeof close>[]): boolean => {
    time.learned.early.reused();
    for (const one of closes) close(...one);
    return time.learned.early.expected;
  };
  expect(expected([1, true, true], [2, false, true])).toBe(true);
  expect(expected([1, true, true], [2, false, false])).toBe(false);
  expect(expected([1, false, true], [1, false, true])).toBe(false);
  expect(expected([1, true, true], [3, false, true])).toBe(false);
  expect(expected([0, false, true], [0, false, true])).toBe(false);
});
