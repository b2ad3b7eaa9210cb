// The timer of the system clock. If it fires late, it first lets the event loop read what has arrived.

/** The longest delay of a Node.js timer: 2^31 - 1 ms, about 24.8 days. With a longer delay, it would fire at once. */
export const MAX_TIMER_MS = 2_147_483_647;

/** How late a timer may fire before the event loop counts as blocked, in ms. Above the resolution of Node.js timers. */
const LATE = 2;

/**
 * Turns of the event loop before a late timer calls its callback. The first turn reads what has arrived. The others are for
 * work that needs a check phase after that, such as the check of an idle connection, or its release by an agent.
 */
const TURNS = 4;

/** Monotonic time in ms: the clock of `performance.now()`, at half the cost. */
export function monotonic(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}

/**
 * A Node.js timer that does not overtake the network. After the event loop was blocked, Node.js runs the due timers before
 * it polls the sockets, so that a limit would pass although the response has long been in the kernel. A timer that fires
 * late therefore lets the loop poll before it calls its callback; a timer that fires on time calls it at once.
 */
export class SystemTimer {
  readonly #callback: () => void;
  readonly #dueAt: number;
  readonly #timeout: NodeJS.Timeout;
  /** Set while a late timer lets the event loop poll. */
  #turn: NodeJS.Immediate | undefined;
  #turnsLeft = TURNS;

  constructor(ms: number, callback: () => void, unref: boolean) {
    this.#callback = callback;
    this.#dueAt = monotonic() + ms;
    // Node.js warns about a negative delay, which is the rest of a limit that has passed.
    this.#timeout = setTimeout(onTimeout, Math.max(0, Math.min(ms, MAX_TIMER_MS)), this);
    if (unref) this.#timeout.unref();
  }

  /** Clears the timer. Harmless if it has fired. */
  clear(): void {
    clearTimeout(this.#timeout);
    if (this.#turn !== undefined) clearImmediate(this.#turn);
  }

  /** Changes whether the timer keeps the process alive. */
  hold(ref: boolean): void {
    if (ref) this.#timeout.ref();
    else this.#timeout.unref();
  }

  /** For Node.js: the delay has passed. */
  onTimeout(): void {
    if (monotonic() - this.#dueAt <= LATE) this.#callback();
    else this.onTurn();
  }

  /** For Node.js: the event loop has made another turn. */
  onTurn(): void {
    this.#turn = undefined;
    // Immediates keep the process alive, and the loop does not sleep between them. Timers that a test fakes are faked together.
    // oxlint-disable-next-line eslint/no-restricted-globals
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
