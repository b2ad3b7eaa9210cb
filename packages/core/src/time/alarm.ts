// A cheap timer.

/** The list that contains a running alarm. */
export interface AlarmList {
  /** Removes an alarm. Harmless if the alarm is not in this list. */
  remove(alarm: Alarm): void;
}

/**
 * A cheap timer: extend it, implement `onTime`, and start it with {@link Alarms}. It costs a tenth of a Node.js timer,
 * since alarms of one duration are entries of one list behind one timer.
 */
export abstract class Alarm {
  /** When it is due, on the clock's monotonic time. Only valid while it runs. */
  dueAt = 0;
  /** Its list while it runs. For {@link AlarmList} alone. */
  queue: AlarmList | undefined = undefined;
  /** Its neighbours in that list. For {@link AlarmList} alone. */
  earlier: Alarm | undefined = undefined;
  later: Alarm | undefined = undefined;

  /** Called once, when the alarm is due. */
  abstract onTime(): void;

  /** Stops the alarm. Harmless if it does not run. */
  stop(): void {
    this.queue?.remove(this);
  }
}
