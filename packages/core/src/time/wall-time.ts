// Wall-clock times that are computed from the monotonic clock.
import { systemClock, type Clock } from './clock.ts';

/** How long the difference of the two clocks of the system is used, in ms. */
const REFRESH = 1_000;

/** The wall-clock time less the monotonic time, in ms. */
let ahead = 0;
let readAt = Infinity;

/**
 * The wall-clock time of a recent or future moment, in ms since the epoch. On the system clock it is computed with a
 * difference that is read once a second, at a fraction of the cost of reading the time: it is up to a second late in following
 * a change of the wall clock. Any other clock is read for it.
 * @param moment on the monotonic time of the clock
 * @param now the monotonic time. Default: the moment is now
 */
export function wallTimeAt(clock: Clock, moment: number, now: number = moment): number {
  if (clock !== systemClock) return clock.wallTime() + moment - now;
  if (now < readAt || now >= readAt + REFRESH) {
    ahead = clock.wallTime() - now;
    readAt = now;
  }
  return Math.round(moment + ahead);
}
