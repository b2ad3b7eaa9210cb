import { expect, test } from 'vitest';
import { EarlyCloses } from '../../src/wire/early-closes.ts';

function closedTwice(): EarlyCloses {
  const early = new EarlyCloses();
  early.closed(0);
  early.closed(3);
  return early;
}

test('a server that closed two connections in a row after their first response is expected to do so again', () => {
  const early = new EarlyCloses();
  expect(early.advise(0, 0)).toBe('use');
  early.closed(0);
  expect(early.expected).toBe(false);
  early.closed(999);
  expect(early.expected).toBe(true);
});

test('a server that keeps connections for a second does not close early', () => {
  const early = new EarlyCloses();
  for (let count = 0; count < 10; count++) early.closed(1_000);
  expect(early.expected).toBe(false);
  expect(early.advise(0, 0)).toBe('use');
});

test('one connection per second is tried after a wait, the others are discarded', () => {
  const early = closedTwice();
  expect(early.advise(0, 5_000)).toBe('wait');
  expect(early.advise(0, 5_001)).toBe('discard');
  expect(early.advise(999, 5_999)).toBe('discard');
  expect(early.advise(0, 6_000)).toBe('wait');
  expect(early.advise(0, 6_001)).toBe('discard');
});

test('a connection that was idle for a second is used', () => {
  expect(closedTwice().advise(1_000, 5_000)).toBe('use');
});

test('a connection that carries a second exchange restores the trust', () => {
  const early = closedTwice();
  early.reused();
  expect(early.advise(0, 0)).toBe('use');
  early.closed(0);
  expect(early.expected).toBe(false);
});
