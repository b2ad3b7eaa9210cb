import type { WaitListener } from './wait-listener.ts';

/** The moments of a body that timeouts, the watchdog and timings go by, on the clock's monotonic time. */
export class BodyTimes {
  /** When the headers were there. */
  readonly headAt: number;
  /** Since when somebody has been waiting and no byte arrived; Infinity while nobody waits. */
  starvedAt: number = Infinity;
  /** Since when bytes have been waiting for a reader that claimed the body and asks for none; else Infinity. */
  stalledAt: number = Infinity;
  /** Told once, when somebody first has to wait for bytes: most bodies are here before anybody could. */
  waitListener: WaitListener | undefined = undefined;

  constructor(headAt: number) {
    this.headAt = headAt;
  }
}
