// The alarms of a clock, by duration.
import { AlarmQueue } from './alarm-queue.ts';
import type { Alarm } from './alarm.ts';
import type { Clock } from './clock.ts';

/** The largest number of empty queues that keep their timer: few durations are in use, but callers can compute many. */
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

interface OfClock {
  readonly holding: Alarms;
  readonly idle: Alarms;
}

const known = new WeakMap<Clock, OfClock>();

/**
 * The alarms of a clock, shared by everything that uses the clock.
 * @param ref whether a running alarm keeps the process alive. It should if a caller waits for what the alarm limits.
 */
export function alarmsOf(clock: Clock, ref: boolean): Alarms {
  let alarms = known.get(clock);
  if (alarms === undefined) {
    alarms = { holding: new Alarms(clock, true), idle: new Alarms(clock, false) };
    known.set(clock, alarms);
  }
  return ref ? alarms.holding : alarms.idle;
}
