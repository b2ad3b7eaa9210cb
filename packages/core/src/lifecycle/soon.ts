// Work that is done in a shared microtask, without a promise for each piece.
import type { AsyncResource } from 'node:async_hooks';

/** A piece of work, and its link in the list of due work. */
export interface SoonWork {
  /** The next piece in the list. For {@link soon} alone. */
  nextDue: SoonWork | undefined;
  /** The async context in which it is done; undefined if any will do. */
  readonly context: AsyncResource | undefined;
  /** Does the work. */
  onSoon(): void;
}

const SETTLED = Promise.resolve();

let first: SoonWork | undefined;
let last: SoonWork | undefined;
let turns = 0;

/**
 * Schedules a piece of work for a microtask, after the work that is already due. Many pieces share one microtask. A piece
 * must not be scheduled again before it was done.
 */
export function soon(work: SoonWork): void {
  if (last === undefined) {
    first = work;
    void SETTLED.then(doAll);
  } else {
    last.nextDue = work;
  }
  last = work;
}

/**
 * The number of the next turn of {@link soon}. Two events with the same number, with a piece scheduled between them, happened
 * in one synchronous stretch: they need only one reading of the clock.
 */
export function soonTurn(): number {
  return turns;
}

function doAll(): void {
  turns++;
  try {
    for (let work = first; work !== undefined; work = first) {
      first = work.nextDue;
      if (first === undefined) last = undefined;
      work.nextDue = undefined;
      if (work.context === undefined) work.onSoon();
      else work.context.runInAsyncScope(doOne, undefined, work);
    }
  } finally {
    // If a piece has thrown, its error is uncaught; the remaining pieces are still done.
    if (first !== undefined) void SETTLED.then(doAll);
  }
}

function doOne(work: SoonWork): void {
  work.onSoon();
}
