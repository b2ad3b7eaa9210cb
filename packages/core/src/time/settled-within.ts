// Waits for a promise, up to a time limit.
import type { Clock } from './clock.ts';

/** The value of a promise; undefined if the promise is still pending after `ms`. */
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
