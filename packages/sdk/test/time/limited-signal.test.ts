// A caller's signal together with a limit of time, on a virtual clock.
import { isTimeoutError } from '@sluice/core';
import { createVirtualClock } from '@sluice/fixtures';
import { expect, test } from 'vitest';
import { LimitedSignal } from '../../src/time/limited-signal.ts';

const DAY = 86_400_000;

test('a limit longer than a timer of Node.js passes when it should', async () => {
  const clock = createVirtualClock();
  const limited = new LimitedSignal(undefined, 60 * DAY, clock, 'it did not end');
  await clock.advance(60 * DAY - 1);
  expect(limited.signal.aborted).toBe(false);
  expect(limited.remaining).toBe(1);
  await clock.advance(1);
  const { reason } = limited.signal;
  expect(isTimeoutError(reason) && [reason.phase, reason.limit, reason.message]).toEqual([
    'total',
    60 * DAY,
    `deadline: it did not end within ${60 * DAY} ms`,
  ]);
  expect(clock.pending()).toBe(0);
});

test('a wait ends with the abort, and leaves neither timer nor listener', async () => {
  const clock = createVirtualClock();
  const controller = new AbortController();
  const limited = new LimitedSignal(controller.signal, 1_000, clock, 'it did not end');
  const waiting = limited.wait(500);
  controller.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  await expect(limited.wait(1)).rejects.toThrow('enough');
  expect(clock.pending()).toBe(0);
});

test('release() releases the timer; a later abort of the caller has no effect', async () => {
  const clock = createVirtualClock();
  const controller = new AbortController();
  const limited = new LimitedSignal(controller.signal, 1_000, clock, 'it did not end');
  const waiting = limited.wait(10);
  await clock.advance(10);
  await waiting;
  limited.release();
  expect(clock.pending()).toBe(0);
  controller.abort(new Error('later'));
  expect(limited.signal.aborted).toBe(false);
});

test('without a limit there is no timer; an aborted signal takes effect at once', () => {
  const clock = createVirtualClock();
  const endless = new LimitedSignal(undefined, Infinity, clock, 'it did not end');
  expect([endless.remaining, clock.pending()]).toEqual([Infinity, 0]);
  const aborted = new LimitedSignal(AbortSignal.abort(new Error('no')), 1_000, clock, 'it did not end');
  expect(aborted.signal.reason).toEqual(new Error('no'));
  expect(clock.pending()).toBe(0);
});
