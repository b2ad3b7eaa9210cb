import type { Alarm } from './alarm.ts';
import type { Clock, Timer } from './clock.ts';

/** Alarms in the order they are due, behind one timer of the clock. Adding at the end and removing are O(1). */
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
   * @param ref whether alarms in it keep the process alive
   * @param onEmpty asked when the last alarm went: may the timer be kept for the next one? If so, it is asked again
   * when that timer fires on an empty list.
   */
  constructor(clock: Clock, ref: boolean, onEmpty: (queue: AlarmQueue) => boolean) {
    this.#clock = clock;
    this.#ref = ref;
    this.#onEmpty = onEmpty;
  }

  /** Whether no alarm and no timer is left. */
  get dormant(): boolean {
    return this.#first === undefined && this.#timer === undefined;
  }

  /** Adds an alarm. Its place is sought from the end: alarms are expected nearly in order. */
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

  /** Takes an alarm out. Harmless when it is not in this list. */
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

  /** Sees to it that the timer fires no later than the first alarm; one that fires too early finds nothing to do. */
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

  /** The last alarm went. A timer that stays must not hold the process. */
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
