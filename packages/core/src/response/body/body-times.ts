// Points in time in the life of a response body.

/** Points in time of a body, for timeouts, the watchdog and timings. On the clock's monotonic time. */
export class BodyTimes {
  /** When the headers had arrived. */
  readonly headAt: number;
  /** Since when a reader has waited without receiving a byte; Infinity while no reader waits. */
  starvedAt: number = Infinity;
  /** Since when bytes have waited for a reader that claimed the body and has no read pending; otherwise Infinity. */
  stalledAt: number = Infinity;
  /** Whether a reader of chunks has read before. */
  readBegun = false;

  constructor(headAt: number) {
    this.headAt = headAt;
  }
}
