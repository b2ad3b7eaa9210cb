// One timer that keeps the process alive.
import { MAX_TIMER_MS } from '@sluice/core/plugin';

let holders = 0;
const timer = setInterval(() => {}, MAX_TIMER_MS);
timer.unref();

/**
 * Keeps the process alive until {@link letProcessGo}. For waiting requests and for exchanges of transports: they share
 * one timer, so that sockets need not keep the process alive, and dials never do.
 */
export function holdProcess(): void {
  if (holders++ === 0) timer.ref();
}

/** Reverts one {@link holdProcess}. */
export function letProcessGo(): void {
  if (--holders === 0) timer.unref();
}

/** The number of holds. */
export function processHolders(): number {
  return holders;
}
