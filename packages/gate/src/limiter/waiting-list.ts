// The waiting list of one host: which waiter is admitted next.
import { LinkedList, type Link } from '../collections/linked-list.ts';

/** An entry of a {@link WaitingList}. */
export interface Waiting<Self> {
  /** The priority of the call; higher is admitted sooner. */
  readonly priority: number;
  /** When the wait began, on the clock's monotonic time. */
  readonly joinedAt: number;
  /** The entry's link in the list. */
  readonly link: Link<Self>;
}

/** The waiters of one priority, in order of arrival. */
interface Level<Waiter> {
  readonly priority: number;
  readonly waiters: LinkedList<Waiter>;
}

/**
 * The waiters of one host. A step of priority counts as `ageing` ms of waiting. Waiting ages all waiters equally, so
 * the order of two waiters never changes, and a plain list per priority is enough: only the ends of the lists are
 * compared.
 */
export class WaitingList<Waiter extends Waiting<Waiter>> {
  /** The number of waiters. */
  size = 0;
  readonly #levels: Level<Waiter>[] = [];
  readonly #ageing: number;

  /** @param ageing what one step of priority is worth, in ms of waiting */
  constructor(ageing: number) {
    this.#ageing = ageing;
  }

  /** Adds a waiter. */
  push(waiter: Waiter): void {
    this.#level(waiter.priority).waiters.push(waiter.link);
    this.size++;
  }

  /** Removes a waiter. O(1). */
  remove(waiter: Waiter): void {
    waiter.link.leave();
    this.size--;
  }

  /** The next waiter in order of arrival and priority; between equals the higher priority. */
  first(): Waiter | undefined {
    let best: Waiter | undefined;
    for (const { waiters } of this.#levels) {
      const waiter = waiters.first;
      if (waiter !== undefined && (best === undefined || this.#fifoRank(waiter) <= this.#fifoRank(best)))
        best = waiter;
    }
    return best;
  }

  /** The next waiter when the newest are admitted first; a step of priority is worth as much as above. */
  newest(): Waiter | undefined {
    let best: Waiter | undefined;
    for (const { waiters } of this.#levels) {
      const waiter = waiters.last;
      if (waiter !== undefined && (best === undefined || this.#lifoRank(waiter) >= this.#lifoRank(best)))
        best = waiter;
    }
    return best;
  }

  /** The waiter that would be admitted last when the newest are admitted first. */
  stalest(): Waiter | undefined {
    let worst: Waiter | undefined;
    for (const { waiters } of this.#levels) {
      const waiter = waiters.first;
      if (waiter !== undefined && (worst === undefined || this.#lifoRank(waiter) < this.#lifoRank(worst)))
        worst = waiter;
    }
    return worst;
  }

  /** Lowest first. */
  #fifoRank(waiter: Waiter): number {
    return waiter.joinedAt - waiter.priority * this.#ageing;
  }

  /** Highest first. */
  #lifoRank(waiter: Waiter): number {
    return waiter.joinedAt + waiter.priority * this.#ageing;
  }

  /** The levels are sorted by priority, lowest first, so that on a tie above the higher priority wins. */
  #level(priority: number): Level<Waiter> {
    const levels = this.#levels;
    let index = 0;
    for (; index < levels.length; index++) {
      const level = levels[index] as Level<Waiter>;
      if (level.priority === priority) return level;
      if (level.priority > priority) break;
    }
    const level = { priority, waiters: new LinkedList<Waiter>() };
    levels.splice(index, 0, level);
    return level;
  }
}
