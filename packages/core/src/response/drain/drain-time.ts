import type { DrainBound } from '../../options/bounds.ts';

const AUTO_LEAST = 50;
const AUTO_MOST = 250;

/** The time in ms that a bound allows on a connection that took `setupTime` ms to open (0: unknown). */
export function drainTime({ time }: DrainBound, setupTime: number): number {
  return time === 'auto' ? Math.min(AUTO_MOST, Math.max(AUTO_LEAST, setupTime)) : time;
}
