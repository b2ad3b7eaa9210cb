// Waits for a promise, but not longer than a time.

import type { Clock } from '../../time/clock.ts';

/** Waits for a promise; resolves with undefined if that takes longer than `ms`. */
export function settledWithin<Value>(
  promise: Promise<Value>,
  clock: Clock,
  ms: number,
): Promise<Value | undefined> {
  return new Promise((resolve, reject) => {
    const timer = clock.setTimer(ms, () => resolve(undefined));
    promise.then(resolve, reject).finally(() => clock.clearTimer(timer));
  });
}
