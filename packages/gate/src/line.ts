import { List } from './list.ts';
import type { Waiter } from './waiter.ts';

/** Waiters of one priority, in order of arrival. */
interface Level {
  readonly priority: number;
  readonly waiters: List<Waiter>;
}

/**
 * The waiters of one host. Waiting raises everybody's priority alike, so the order of two waiters never changes:
 * a priority is worth a head start of so many ms, and the earliest start counted that way is served first. That
 * leaves a plain list per priority, of which only the ends have to be compared.
 */
export class Line {
  /** How many wait. */
  size = 0;
  readonly #levels: Level[] = [];
  readonly #ageing: number;

  /** @param ageing the head start one step of priority is worth, in ms */
  constructor(ageing: number) {
    this.#ageing = ageing;
  }

  /** Joins the line. */
  push(waiter: Waiter): void {
    this.#level(waiter.pass.priority).waiters.push(waiter.place);
    this.size++;
  }

  /** Leaves the line, wherever in it. */
  remove(waiter: Waiter): void {
    waiter.place.leave();
    this.size--;
  }

  /** Who is served next in order of arrival, head starts counted; between equals the higher priority. */
  first(): Waiter | undefined {
    let best: Waiter | undefined;
    for (const { waiters } of this.#levels) {
      const waiter = waiters.first;
      if (waiter !== undefined && (best === undefined || this.#start(waiter) <= this.#start(best)))
        best = waiter;
    }
    return best;
  }

  /** Who is served next when the newest go first: the latest arrival, a priority being worth as much as above. */
  newest(): Waiter | undefined {
    let best: Waiter | undefined;
    for (const { waiters } of this.#levels) {
      const waiter = waiters.last;
      if (waiter !== undefined && (best === undefined || this.#lead(waiter) >= this.#lead(best)))
        best = waiter;
    }
    return best;
  }

  /** Who would be served last when the newest go first. */
  stalest(): Waiter | undefined {
    let worst: Waiter | undefined;
    for (const { waiters } of this.#levels) {
      const waiter = waiters.first;
      if (waiter !== undefined && (worst === undefined || this.#lead(waiter) < this.#lead(worst)))
        worst = waiter;
    }
    return worst;
  }

  #start(waiter: Waiter): number {
    return waiter.joinedAt - waiter.pass.priority * this.#ageing;
  }

  #lead(waiter: Waiter): number {
    return waiter.joinedAt + waiter.pass.priority * this.#ageing;
  }

  /** The levels stay sorted, the lowest priority first: ties above go to the last looked at. */
  #level(priority: number): Level {
    const levels = this.#levels;
    let index = 0;
    for (; index < levels.length; index++) {
      const level = levels[index] as Level;
      if (level.priority === priority) return level;
      if (level.priority > priority) break;
    }
    const level = { priority, waiters: new List<Waiter>() };
    levels.splice(index, 0, level);
    return level;
  }
}
