import { monotonic, SystemTimer } from './system-timer.ts';

/** A pending timer, as returned by {@link Clock.setTimer}. Opaque: only its clock can read it. */
export type Timer = object;

/**
 * The only source of time in this project, so that tests can own it.
 * All durations are milliseconds.
 */
export interface Clock {
  /** Monotonic time in ms. Only differences mean something. */
  now(): number;
  /** Wall-clock time in ms since the epoch, for HTTP dates and for noticing that the machine slept. */
  wallTime(): number;
  /**
   * Calls `callback` once, not before `ms` have passed. A clock whose timers fire late after the event loop was
   * blocked, as {@link systemClock}, lets the loop read what has arrived before it calls.
   * @param unref when true, the timer alone does not keep the process alive. Default: false.
   */
  setTimer(ms: number, callback: () => void, unref?: boolean): Timer;
  /** Forgets a timer. Harmless when it already fired or was cleared. */
  clearTimer(timer: Timer): void;
  /**
   * Says anew whether a pending timer keeps the process alive. Optional: a clock that has it lets timers be kept and
   * used again where they would otherwise be cleared and set anew.
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

/** Whether a value has what a clock must have. */
export function isClock(value: unknown): value is Clock {
  const parts = (value ?? {}) as Record<keyof Clock, unknown>;
  return (['now', 'wallTime', 'setTimer', 'clearTimer'] as const).every(
    (part) => typeof parts[part] === 'function',
  );
}
