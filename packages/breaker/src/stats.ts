import type { CircuitState } from './circuit.ts';

/** One circuit at this moment. */
export interface CircuitStats {
  /** Its state. */
  readonly state: CircuitState;
  /** Failures since the last success. */
  readonly failures: number;
  /** Probes under way. */
  readonly probing: number;
  /** When an exchange may go through, in ms from now; 0: now. */
  readonly retryAfter: number;
}

/** A breaker, as found in `client.stats().plugins.breaker`. Shared by every client that has the same breaker. */
export interface BreakerStats {
  /** Times a circuit opened so far. */
  readonly opened: number;
  /** Attempts refused so far. */
  readonly refused: number;
  /** The circuits by key; a key that never failed may have none. */
  readonly keys: Readonly<Record<string, CircuitStats>>;
}

/** The counters behind {@link BreakerStats}. */
export interface BreakerCounters {
  opened: number;
  refused: number;
}
