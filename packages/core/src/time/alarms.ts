import { AlarmQueue } from './alarm-queue.ts';
import type { Alarm } from './alarm.ts';
import type { Clock } from './clock.ts';

/** Lists kept with their timer while they are empty, at most: durations in use are few, made-up ones may be many. */
const KEPT_QUEUES = 64;

/** Starts alarms on one clock: a list, and a timer, per duration. */
export class Alarms {
  readonly #clock: Clock;
  readonly #ref: boolean;
  readonly #queues = new Map<number, AlarmQueue>();
  #recentMs = -1;
  #recent: AlarmQueue | undefined;

  /** Use {@link alarmsOf}. */
  constructor(clock: Clock, ref: boolean) {
    this.#clock = clock;
    this.#ref = ref;
  }

  /**
   * Starts an alarm, or starts it anew.
   * @param ms how long; not at all when Infinity
   * @param from since when, on the clock's monotonic time. Default: now.
   */
  start(alarm: Alarm, ms: number, from: number = this.#clock.now()): void {
    alarm.stop();
    if (ms !== Infinity) this.#queueOf(ms).add(alarm, from + ms);
  }

  /** Starts an alarm that has a timer of its own: for times that are not a fixed duration from now. */
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

  /** Whether an empty list keeps its timer; one without timer is forgotten. */
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
 * The alarms of a clock, shared by all who use that clock.
 * @param ref whether a running alarm keeps the process alive, as when a caller waits for what it guards
 */
export function alarmsOf(clock: Clock, ref: boolean): Alarms {
  let alarms = known.get(clock);
  if (alarms === undefined) {
    alarms = { holding: new Alarms(clock, true), idle: new Alarms(clock, false) };
    known.set(clock, alarms);
  }
  return ref ? alarms.holding : alarms.idle;
}
