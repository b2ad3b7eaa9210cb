import process from 'node:process';

/** The longest delay a Node.js timer takes (2^31 - 1 ms, about 24.8 days); a longer one would fire at once. */
export const MAX_TIMER_MS = 2_147_483_647;

/** How late a timer may fire before the event loop counts as blocked, in ms. Above the resolution of Node.js timers. */
const LATE = 2;

/**
 * Turns of the event loop before a late timer counts. The first one reads what has arrived. The others are for what
 * needs a check phase after that: a connection that is looked at before use, or one that is given back by its agent.
 */
const TURNS = 4;

/** Monotonic time in ms: the same clock as `performance.now()`, which takes twice as long to read. */
export function monotonic(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}

/**
 * A Node.js timer that does not overtake the network. After the event loop was blocked, Node.js runs the timers that are
 * due before it polls the sockets; a limit would pass although the answer has been in the kernel for long. A timer that
 * fires late therefore lets the loop poll before it calls. One that fires on time calls at once.
 */
export class SystemTimer {
  readonly #callback: () => void;
  readonly #dueAt: number;
  readonly #timeout: NodeJS.Timeout;
  /** Only while a late timer lets the event loop poll. */
  #turn: NodeJS.Immediate | undefined;
  #turnsLeft = TURNS;

  constructor(ms: number, callback: () => void, unref: boolean) {
    this.#callback = callback;
    this.#dueAt = monotonic() + ms;
    this.#timeout = setTimeout(onTimeout, Math.min(ms, MAX_TIMER_MS), this);
    if (unref) this.#timeout.unref();
  }

  /** Forgets it. Harmless when it has called. */
  clear(): void {
    clearTimeout(this.#timeout);
    if (this.#turn !== undefined) clearImmediate(this.#turn);
  }

  /** Says anew whether it keeps the process alive. */
  hold(ref: boolean): void {
    if (ref) this.#timeout.ref();
    else this.#timeout.unref();
  }

  /** From Node.js: the time has passed. */
  onTimeout(): void {
    if (monotonic() - this.#dueAt <= LATE) this.#callback();
    else this.onTurn();
  }

  /** The event loop has gone round once more. */
  onTurn(): void {
    this.#turn = undefined;
    // These hold the process, so that the loop does not sleep between them.
    if (this.#turnsLeft-- > 0) this.#turn = setImmediate(onTurn, this);
    else this.#callback();
  }
}

function onTimeout(timer: SystemTimer): void {
  timer.onTimeout();
}

function onTurn(timer: SystemTimer): void {
  timer.onTurn();
}
