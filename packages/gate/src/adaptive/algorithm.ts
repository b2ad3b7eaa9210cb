/** What was measured of one key in a stretch of time. Latencies run from the slot to the headers, in ms. */
export interface LatencyWindow {
  /** Mean latency of the exchanges that were answered; undefined when none was. */
  readonly mean: number | undefined;
  /** The longest of these latencies, 0 when there is none. */
  readonly longest: number;
  /** The most slots in use when one of the exchanges began, its own included. */
  readonly inUse: number;
  /** Whether the server showed overload: it answered 429 or 503, or an exchange timed out. */
  readonly dropped: boolean;
}

/** Finds the limit of one key from what is measured there. */
export interface LimitAlgorithm {
  /** The limit at this moment; only its whole part counts, and less than 1, or no number, counts as 1. */
  readonly limit: number;
  /** Learns from the window that has just ended. What it throws is an uncaught exception; the exchange goes on. */
  learn(window: LatencyWindow): void;
}

/** How the limits of a gate adapt: made by `aimd()` or `gradient2()`, or an own one. */
export interface AdaptiveLimit {
  /** How long a window lasts, in ms. It also lasts until 10 exchanges were measured, unless one was dropped. */
  readonly window: number;
  /** Starts with a new key. @param ceiling the key's `maxPerHost` (or `maxTotal`, if less), which no limit passes */
  start(ceiling: number): LimitAlgorithm;
}
