// The alarms of a clock, by duration.
import { AlarmQueue } from './alarm-queue.ts';
import type { Alarm } from './alarm.ts';
import type { Clock } from './clock.ts';

/** The most empty queues that keep their timer: few durations are in use, but callers can compute many. */
const KEPT_QUEUES = 64;

/** Starts alarms on one clock: one queue with one timer per duration. */
export class Alarms {
  readonly #clock: Clock;
  readonly #ref: boolean;
  readonly #queues = new Map<number, AlarmQueue>();
  #recentMs = -1;
  #recent: AlarmQueue | undefined;

  /** For {@link alarmsOf}. */
  constructor(clock: Clock, ref: boolean) {
    this.#clock = clock;
    this.#ref = ref;
  }

  /**
   * Starts or restarts an alarm.
   * @param ms the duration; an alarm of Infinity is not started
   * @param from the start of the duration, on the clock's monotonic time. Default: now
   */
  start(alarm: Alarm, ms: number, from: number = this.#clock.now()): void {
    alarm.stop();
    if (ms !== Infinity) this.#queueOf(ms).add(alarm, from + ms);
  }

  /** Starts an alarm with its own timer, for a point in time that is not a fixed duration from now. */
  startAt(alarm: Alarm, at: number): void {
    alarm.stop();
    if (at !== Infinity) new AlarmQueue(this.#clock, this.#ref, keepNothing).add(alarm, at);
  }

  #queueOf(ms: number): AlarmQueue {
    if (ms === this.#recentMs && this.#recent !== undefined) return this.#recent;
    let queue = this.#queues.get(ms);
    if (queue === undefined) {
      queue = new AlarmQueue(this.#clock, this.#ref, (emptied) => this.#onEmpty(ms, emptied));
      this.#queues.set(ms, queue);
    }
    this.#recentMs = ms;
    this.#recent = queue;
    return queue;
  }

  /** Whether an empty queue keeps its timer. A queue without a timer is deleted. */
  #onEmpty(ms: number, queue: AlarmQueue): boolean {
    if (!queue.dormant) return this.#queues.size <= KEPT_QUEUES;
    this.#queues.delete(ms);
    if (this.#recent === queue) this.#recent = undefined;
    return false;
  }
}

const keepNothing = (): boolean => false;

interface AlarmsOfClock {
  readonly ref: Alarms;
  readonly unref: Alarms;
}

const alarmsByClock = new WeakMap<Clock, AlarmsOfClock>();

/**
 * The alarms of a clock, shared by everything that uses the clock.
 * @param ref whether a running alarm keeps the process alive: true if the alarm limits an operation that a caller awaits
 */
export function alarmsOf(clock: Clock, ref: boolean): Alarms {
  let alarms = alarmsByClock.get(clock);
  if (alarms === undefined) {
    alarms = { ref: new Alarms(clock, true), unref: new Alarms(clock, false) };
    alarmsByClock.set(clock, alarms);
  }
  return ref ? alarms.ref : alarms.unref;
}
