// The check phases of the event loop, each of which follows a poll of the sockets.
import type { AsyncResource } from 'node:async_hooks';

/** Node's own function: a test may replace the global by a function that never calls back. */
export const setImmediate: typeof globalThis.setImmediate = globalThis.setImmediate;

/**
 * Check phases after which a write that was not reported counts as unfinished. TLS reports a write in the check phase
 * after it, TLS inside TLS in a later one, and a fast response arrives before.
 */
export const WRITE_PHASES = 3;

/** Work for a check phase, and its link in the list of what is due in that phase. */
export interface CheckWork {
  /** The next piece in the list. For {@link atNextCheck} alone. */
  nextDue: CheckWork | undefined;
  /** The async context in which it is done; undefined if any will do. */
  readonly context: AsyncResource | undefined;
  /** Does the work. */
  onCheck(): void;
}

let first: CheckWork | undefined;
let last: CheckWork | undefined;

/**
 * Does a piece of work in the next check phase of the event loop, after all that is due then already. One `setImmediate`
 * serves all pieces, without a promise for each. A piece must not be due twice at once.
 */
export function atNextCheck(work: CheckWork): void {
  if (last === undefined) {
    first = work;
    setImmediate(doAll);
  } else {
    last.nextDue = work;
  }
  last = work;
}

function doAll(): void {
  let work = first;
  // What is added from now on is due in the phase after this one.
  first = last = undefined;
  while (work !== undefined) {
    const next: CheckWork | undefined = work.nextDue;
    work.nextDue = undefined;
    try {
      if (work.context === undefined) work.onCheck();
      else work.context.runInAsyncScope(doOne, undefined, work);
    } catch (error) {
      queueMicrotask(() => {
        throw error; // a fault of this piece alone: the others are done all the same
      });
    }
    work = next;
  }
}

function doOne(work: CheckWork): void {
  work.onCheck();
}

let next: Promise<void> | undefined;

/** Resolves in the next check phase of the event loop. Each caller continues in its own async context. */
export function nextCheck(): Promise<void> {
  return (next ??= new Promise((resolve) => {
    atNextCheck({
      nextDue: undefined,
      context: undefined,
      onCheck() {
        next = undefined;
        resolve();
      },
    });
  }));
}
