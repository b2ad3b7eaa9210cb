// A wait that an abort ends.
import type { Clock } from '@sluice/core';
import { MAX_TIMER_MS } from '@sluice/core/plugin';

/**
 * Waits, at most the 24 days of the longest timer of Node.js.
 * @throws the reason of the signal as soon as the signal aborts
 */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const onAbort = (): void => {
      clock.clearTimer(timer);
      reject(signal.reason as Error);
    };
    const timer = clock.setTimer(Math.min(ms, MAX_TIMER_MS), () => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
