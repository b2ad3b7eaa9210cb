// The statistics of a breaker, and their counters.

/** `closed`: exchanges go through; `open`: they are refused; `half-open`: a few go through to probe the host. */
export type CircuitState = 'closed' | 'open' | 'half-open';

/** One circuit at this moment. */
export interface CircuitStats {
  /** Its state. */
  readonly state: CircuitState;
  /** Failures since the last success. */
  readonly failures: number;
  /** Probes under way. */
  readonly probing: number;
  /** When the next exchange may go through, in ms from now; 0: now. */
  readonly retryAfter: number;
}

/** The statistics of a breaker, in `client.stats().plugins.breaker`. Clients that share the plugin object share them. */
export interface BreakerStats {
  /** How often a circuit has opened so far. */
  readonly opened: number;
  /** Attempts refused so far. */
  readonly refused: number;
  /** The circuits by key. A key without a failure may have no circuit. */
  readonly keys: Readonly<Record<string, CircuitStats>>;
}

/** The counters behind {@link BreakerStats}. */
export interface BreakerCounters {
  opened: number;
  refused: number;
}
