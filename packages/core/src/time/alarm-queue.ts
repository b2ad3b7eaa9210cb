// Alarms in the order of their due times, behind one timer.
import type { Alarm } from './alarm.ts';
import type { Clock, Timer } from './clock.ts';

/** Alarms in the order of their due times, behind one timer of the clock. Appending and removing are O(1). */
export class AlarmQueue {
  readonly #clock: Clock;
  readonly #ref: boolean;
  readonly #onEmpty: (queue: AlarmQueue) => boolean;
  #first: Alarm | undefined;
  #last: Alarm | undefined;
  #timer: Timer | undefined;
  #timerAt = 0;
  #ringing = false;

  /**
   * @param ref whether the alarms keep the process alive
   * @param onEmpty called when the last alarm was removed; returns whether the timer is kept for the next alarm. If it
   * is, `onEmpty` is called again when that timer fires and the queue is empty.
   */
  constructor(clock: Clock, ref: boolean, onEmpty: (queue: AlarmQueue) => boolean) {
    this.#clock = clock;
    this.#ref = ref;
    this.#onEmpty = onEmpty;
  }

  /** True if there is no alarm and no timer. */
  get dormant(): boolean {
    return this.#first === undefined && this.#timer === undefined;
  }

  /** Inserts an alarm. The search starts at the end, since alarms are added nearly in order. */
  add(alarm: Alarm, dueAt: number): void {
    alarm.dueAt = dueAt;
    alarm.queue = this;
    let earlier = this.#last;
    while (earlier !== undefined && earlier.dueAt > dueAt) earlier = earlier.earlier;
    const later = earlier === undefined ? this.#first : earlier.later;
    alarm.earlier = earlier;
    alarm.later = later;
    if (later === undefined) this.#last = alarm;
    else later.earlier = alarm;
    if (earlier === undefined) {
      this.#first = alarm;
      this.#arm(later === undefined);
    } else {
      earlier.later = alarm;
    }
  }

  /** Removes an alarm. Harmless if the alarm is not in this queue. */
  remove(alarm: Alarm): void {
    if (alarm.queue !== this) return;
    this.#unlink(alarm);
    if (this.#first === undefined && !this.#ringing) this.#rest();
  }

  #unlink(alarm: Alarm): void {
    const { earlier, later } = alarm;
    if (earlier === undefined) this.#first = later;
    else earlier.later = later;
    if (later === undefined) this.#last = earlier;
    else later.earlier = earlier;
    alarm.queue = alarm.earlier = alarm.later = undefined;
  }

  /** Sets the timer so that it fires no later than the first alarm is due. A timer that fires too early is harmless. */
  #arm(wasEmpty: boolean): void {
    const first = this.#first;
    if (first === undefined || this.#ringing) return;
    if (this.#timer !== undefined) {
      if (this.#timerAt <= first.dueAt) {
        if (wasEmpty && this.#ref) this.#clock.refTimer?.(this.#timer, true);
        return;
      }
      this.#clock.clearTimer(this.#timer);
    }
    this.#timerAt = first.dueAt;
    const wait = Math.max(0, first.dueAt - this.#clock.now());
    this.#timer = this.#clock.setTimer(wait, this.#fire, !this.#ref);
  }

  /** The last alarm was removed: clears the timer, or keeps it without holding the process. */
  #rest(): void {
    const timer = this.#timer;
    if (timer === undefined) return;
    if (this.#clock.refTimer !== undefined && this.#onEmpty(this)) {
      if (this.#ref) this.#clock.refTimer(timer, false);
      return;
    }
    this.#timer = undefined;
    this.#clock.clearTimer(timer);
    this.#onEmpty(this);
  }

  readonly #fire = (): void => {
    this.#timer = undefined;
    this.#ringing = true;
    const now = this.#clock.now();
    try {
      for (let alarm = this.#first; alarm !== undefined && alarm.dueAt <= now; alarm = this.#first) {
        this.#unlink(alarm);
        alarm.onTime();
      }
    } finally {
      this.#ringing = false;
      if (this.#first === undefined) this.#onEmpty(this);
      else this.#arm(true);
    }
  };
}
