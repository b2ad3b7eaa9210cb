/** The moments of a body that timeouts, the watchdog and timings go by, on the clock's monotonic time. */
export class BodyTimes {
  /** When the headers were there. */
  readonly headAt: number;
  /** Since when somebody has been waiting and no byte arrived; Infinity while nobody waits. */
  starvedAt: number = Infinity;
  /** Since when bytes have been waiting for a reader that claimed the body and asks for none; else Infinity. */
  stalledAt: number = Infinity;

  constructor(headAt: number) {
    this.headAt = headAt;
  }
}
