// The contract of adaptive limits.

/** Measurements of one key over a window of time. A latency runs from the slot to the response headers, in ms. */
export interface LatencyWindow {
  /** Mean latency of the answered exchanges; undefined if none was answered. */
  readonly mean: number | undefined;
  /** The longest of these latencies; 0 if none was answered. */
  readonly longest: number;
  /** The most slots in use at the start of an exchange, its own included. */
  readonly inUse: number;
  /** Whether the server was overloaded: it answered 429 or 503, or an exchange timed out. */
  readonly dropped: boolean;
}

/** Computes the limit of one key from measurements. */
export interface LimitAlgorithm {
  /** The current limit. It is rounded down; NaN and numbers below 1 count as 1. */
  readonly limit: number;
  /** Learns from a finished window. If it throws, the error becomes an uncaught exception, and the exchange continues. */
  learn(window: LatencyWindow): void;
}

/** Makes the limits of a gate adapt: `aimd()`, `gradient2()`, or your own implementation. */
export interface AdaptiveLimit {
  /** Minimum length of a window, in ms. A window without a drop also needs 10 measured exchanges. */
  readonly window: number;
  /** Creates the limit of a new key. @param ceiling the key's `maxPerHost` or the total, whichever is lower */
  start(ceiling: number): LimitAlgorithm;
}
