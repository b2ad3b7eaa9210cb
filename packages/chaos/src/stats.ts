// The statistics of chaos.

/** The statistics of chaos, in `client.stats().plugins.chaos`. */
export interface ChaosStats {
  /** Whether faults are made. */
  readonly enabled: boolean;
  /** The seed, to repeat the draws. */
  readonly seed: number;
  /** Attempts that could get a fault. */
  readonly attempts: number;
  /** Faults made, in all. */
  readonly faults: number;
  /** Faults made, by action and place, such as `reset at body`. */
  readonly byFault: Readonly<Record<string, number>>;
}
