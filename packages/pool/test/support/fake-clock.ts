import type { Clock } from '@sluice/core';
import type { Timer } from '@sluice/core/plugin';

/** A clock that the test advances. */
export class FakeClock implements Clock {
  time = 0;
  wall = 1_700_000_000_000;
  readonly timers = new Set<{ at: number; callback: () => void; unref: boolean }>();

  now(): number {
    return this.time;
  }

  wallTime(): number {
    return this.wall;
  }

  setTimer(ms: number, callback: () => void, unref = false): Timer {
    const timer = { at: this.time + ms, callback, unref };
    this.timers.add(timer);
    return timer;
  }

  clearTimer(timer: Timer): void {
    this.timers.delete(timer as { at: number; callback: () => void; unref: boolean });
  }

  /** Advances the time; timers fire in order. */
  advance(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const due = [...this.timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.wall += due.at - this.time;
      this.time = due.at;
      this.timers.delete(due);
      due.callback();
    }
    this.wall += end - this.time;
    this.time = end;
  }

  /** Simulates sleep of the machine: wall time goes on, monotonic time does not. */
  sleep(ms: number): void {
    this.wall += ms;
  }
}
