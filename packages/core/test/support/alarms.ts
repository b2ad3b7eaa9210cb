// Alarms and clocks for tests.
import { createVirtualClock, type VirtualClock } from '@sluice/fixtures';
import type { Clock } from '../../src/index.ts';
import { Alarm, type Timer } from '../../src/plugin-api.ts';

/** An alarm that records when it rang. */
export class Bell extends Alarm {
  readonly rung: number[] = [];
  readonly clock: Clock;
  also: (() => void) | undefined;

  constructor(clock: Clock) {
    super();
    this.clock = clock;
  }

  onTime(): void {
    this.rung.push(this.clock.now());
    this.also?.();
  }
}

/** A virtual clock whose timers can be kept and reused, as those of the machine's clock. */
export function keepingClock(): VirtualClock & { readonly held: Set<Timer>; readonly set: () => number } {
  const clock = createVirtualClock();
  const held = new Set<Timer>();
  let set = 0;
  return Object.assign(Object.create(clock) as VirtualClock, {
    held,
    set: () => set,
    setTimer(ms: number, callback: () => void, unref = false): Timer {
      set++;
      const timer = clock.setTimer(ms, () => {
        held.delete(timer);
        callback();
      });
      if (!unref) held.add(timer);
      return timer;
    },
    clearTimer(timer: Timer): void {
      held.delete(timer);
      clock.clearTimer(timer);
    },
    refTimer(timer: Timer, ref: boolean): void {
      if (ref) held.add(timer);
      else held.delete(timer);
    },
  });
}
