// The time limit of a drain.
import type { DrainBound } from '../../options/bounds.ts';

const MIN_AUTO_MS = 50;
const MAX_AUTO_MS = 250;

/** The time, in ms, that a bound allows on a connection that took `setupTime` ms to open (0 if unknown). */
export function drainTime({ time }: DrainBound, setupTime: number): number {
  return time === 'auto' ? Math.min(MAX_AUTO_MS, Math.max(MIN_AUTO_MS, setupTime)) : time;
}
