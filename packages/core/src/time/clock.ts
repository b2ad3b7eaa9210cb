// The contract of a clock, and the clock of the machine.
import { monotonic, SystemTimer } from './system-timer.ts';

/** A pending timer, as {@link Clock.setTimer} returns it. Opaque: only its clock can read it. */
export type Timer = object;

/** The only source of time in this project, so that tests can control it. All durations are in ms. */
export interface Clock {
  /** Monotonic time in ms. Only differences are meaningful. */
  now(): number;
  /** Wall-clock time in ms since the epoch, for HTTP dates and to detect that the machine slept. */
  wallTime(): number;
  /**
   * Calls `callback` once, not before `ms` have passed. If the timers of a clock fire late after the event loop was
   * blocked, as those of {@link systemClock} do, the clock lets the loop read what has arrived before it calls.
   * @param unref if true, the timer does not keep the process alive. Default: false
   */
  setTimer(ms: number, callback: () => void, unref?: boolean): Timer;
  /** Clears a timer. Harmless if it has fired or was cleared. */
  clearTimer(timer: Timer): void;
  /**
   * Changes whether a pending timer keeps the process alive. Optional: without it, alarms clear and set timers that they
   * would otherwise reuse.
   */
  refTimer?(timer: Timer, ref: boolean): void;
}

/**
 * The machine's clock: `process.hrtime()`, `Date.now()` and Node.js timers. A timer that fires late, because the event
 * loop was blocked, is called after the loop has read what arrived meanwhile.
 */
export const systemClock: Clock = {
  now: monotonic,
  wallTime: () => Date.now(),
  setTimer: (ms, callback, unref = false) => new SystemTimer(ms, callback, unref),
  clearTimer(timer) {
    (timer as SystemTimer).clear();
  },
  refTimer(timer, ref) {
    (timer as SystemTimer).hold(ref);
  },
};

/** Whether a value has the methods of a clock. */
export function isClock(value: unknown): value is Clock {
  const parts = (value ?? {}) as Record<keyof Clock, unknown>;
  return (['now', 'wallTime', 'setTimer', 'clearTimer'] as const).every(
    (part) => typeof parts[part] === 'function',
  );
}
