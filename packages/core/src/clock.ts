import process from 'node:process';

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
   * Calls `callback` once, not before `ms` have passed.
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

/** The longest delay a Node.js timer takes (2^31 - 1 ms, about 24.8 days); a longer one would fire at once. */
export const MAX_TIMER_MS = 2_147_483_647;

/** The machine's clock: `process.hrtime()`, `Date.now()` and Node.js timers. */
export const systemClock: Clock = {
  // The same clock as `performance.now()`, which takes twice as long to read.
  now() {
    const [seconds, nanoseconds] = process.hrtime();
    return seconds * 1e3 + nanoseconds / 1e6;
  },
  wallTime: () => Date.now(),
  setTimer(ms, callback, unref = false) {
    const timer = setTimeout(callback, ms > MAX_TIMER_MS ? MAX_TIMER_MS : ms);
    if (unref) timer.unref();
    return timer;
  },
  clearTimer(timer) {
    clearTimeout(timer as NodeJS.Timeout);
  },
  refTimer(timer, ref) {
    if (ref) (timer as NodeJS.Timeout).ref();
    else (timer as NodeJS.Timeout).unref();
  },
};

/** Whether a value has what a clock must have. */
export function isClock(value: unknown): value is Clock {
  const parts = (value ?? {}) as Record<keyof Clock, unknown>;
  return (['now', 'wallTime', 'setTimer', 'clearTimer'] as const).every(
    (part) => typeof parts[part] === 'function',
  );
}
