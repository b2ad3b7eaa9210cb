// The clock of the tests, which stops while the process is suspended.
import type { Clock } from '../../src/index.ts';
import { MAX_TIMER_MS } from '../../src/plugin-api.ts';

/** The largest step between two reads of the machine's clock that counts, in ms. */
const MOST = 4;

/** How often the machine's clock is read while the event loop runs, in ms. */
const EVERY = 2;

/** A timer, and whether it keeps the process alive if it is set again. */
interface SteadyTimer {
  node: NodeJS.Timeout;
  ref: boolean;
}

/**
 * A clock that advances only while the event loop runs. After a second in which the process did not run because the
 * machine was busy, timers that are overdue by the machine's clock are not due by this one: bytes that arrived meanwhile
 * are read first, and limits keep their length.
 */
export function createSteadyClock(): Clock {
  let counted = 0;
  let lookedAt = performance.now();

  const now = (): number => counted + Math.min(MOST, performance.now() - lookedAt);
  const look = (): void => {
    counted = now();
    lookedAt = performance.now();
  };
  setInterval(look, EVERY).unref();

  return {
    now,
    wallTime: () => Date.now(),
    setTimer(ms, callback, unref = false) {
      const dueAt = now() + ms;
      const set = (wait: number): NodeJS.Timeout => {
        const node = setTimeout(ring, Math.min(MAX_TIMER_MS, Math.ceil(wait)));
        return timer.ref ? node : node.unref();
      };
      const ring = (): void => {
        const left = dueAt - now();
        if (left > 0 && ms < MAX_TIMER_MS) timer.node = set(left);
        else callback();
      };
      const timer = { ref: !unref } as SteadyTimer;
      timer.node = set(ms);
      return timer;
    },
    clearTimer(timer) {
      clearTimeout((timer as SteadyTimer).node);
    },
    refTimer(given, ref) {
      const timer = given as SteadyTimer;
      timer.ref = ref;
      if (ref) timer.node.ref();
      else timer.node.unref();
    },
  };
}
