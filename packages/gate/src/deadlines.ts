import type { Clock, Timer } from '@sluice/core';
import { Heap, type HeapItem } from './heap.ts';
import { List } from './list.ts';
import type { Waiter } from './waiter.ts';

/** Waiters that may wait equally long: who joined first is due first. */
class DueList implements HeapItem {
  readonly timeout: number;
  readonly waiters: List<Waiter> = new List<Waiter>();
  heapIndex = -1;

  constructor(timeout: number) {
    this.timeout = timeout;
  }

  get dueAt(): number {
    return this.waiters.first?.dueAt ?? Infinity;
  }
}

/** The ends of all bounded waits: one list per length of wait, one timer for them all, none while nobody waits. */
export class Deadlines {
  readonly #lists = new Map<number, DueList>();
  readonly #heap = new Heap<DueList>((a, b) => a.dueAt < b.dueAt);
  readonly #expire: (waiter: Waiter) => void;
  #clock: Clock | undefined;
  #timer: Timer | undefined;
  #timerAt = Infinity;

  /** @param expire takes a waiter whose time is over out of the line; it has left the deadlines by then */
  constructor(expire: (waiter: Waiter) => void) {
    this.#expire = expire;
  }

  /** Bounds a wait that begins now. */
  add(waiter: Waiter, clock: Clock): void {
    this.#clock = clock;
    let list = this.#lists.get(waiter.timeout);
    if (list === undefined) {
      list = new DueList(waiter.timeout);
      this.#lists.set(waiter.timeout, list);
    }
    list.waiters.push(waiter.due);
    if (list.waiters.size > 1) return;
    this.#heap.set(list);
    if (waiter.dueAt < this.#timerAt) this.#arm(clock, clock.now());
  }

  /** The wait is over. Harmless when it was not bounded. */
  remove(waiter: Waiter): void {
    const list = this.#lists.get(waiter.timeout);
    if (list === undefined || waiter.due.list === undefined) return;
    const wasFirst = list.waiters.first === waiter;
    waiter.due.leave();
    // A timer set for a first one that left fires early once, which costs less than setting it anew each time.
    if (wasFirst) this.#firstLeft(list);
  }

  #firstLeft(list: DueList): void {
    if (list.waiters.size > 0) {
      this.#heap.set(list);
      return;
    }
    this.#heap.remove(list);
    this.#lists.delete(list.timeout);
    if (this.#heap.size === 0) this.#disarm();
  }

  #arm(clock: Clock, now: number): void {
    this.#disarm();
    const dueAt = this.#heap.first?.dueAt;
    if (dueAt === undefined) return;
    this.#timerAt = dueAt;
    this.#timer = clock.setTimer(Math.max(1, Math.ceil(dueAt - now)), () => this.#fire(clock));
  }

  #disarm(): void {
    if (this.#timer !== undefined) this.#clock?.clearTimer(this.#timer);
    this.#timer = undefined;
    this.#timerAt = Infinity;
  }

  #fire(clock: Clock): void {
    this.#timer = undefined;
    this.#timerAt = Infinity;
    const now = clock.now();
    for (let list = this.#heap.first; list !== undefined; list = this.#heap.first) {
      const waiter = list.waiters.first;
      // Timers count whole ms and may fire a fraction early.
      if (waiter === undefined || waiter.dueAt - now >= 1) break;
      this.remove(waiter);
      this.#expire(waiter);
    }
    this.#arm(clock, now);
  }
}
