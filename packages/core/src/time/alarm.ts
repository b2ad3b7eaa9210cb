/** The list an alarm lies in while it runs. */
export interface AlarmList {
  /** Takes an alarm out. Harmless when the alarm is not in this list. */
  remove(alarm: Alarm): void;
}

/**
 * A timer that is an entry of a list: extend it and say in `onTime` what happens. Started with {@link Alarms}, it
 * costs a tenth of a Node.js timer, for alarms of one duration lie in one list behind one timer.
 */
export abstract class Alarm {
  /** When it is due, on the clock's monotonic time. Meaningful while it runs. */
  dueAt = 0;
  /** The list it lies in while it runs. For {@link AlarmList} alone. */
  queue: AlarmList | undefined = undefined;
  /** Its neighbours in that list. For {@link AlarmList} alone. */
  earlier: Alarm | undefined = undefined;
  later: Alarm | undefined = undefined;

  /** Called once, when the time has come. */
  abstract onTime(): void;

  /** Stops it. Harmless when it does not run. */
  stop(): void {
    this.queue?.remove(this);
  }
}
