// The retry settings that all peers share.

/** When a call is repeated: after a 503 or a lost connection. */
export interface RetrySettings {
  readonly retries: number;
  /** In ms; doubled for each further retry, then spread by full jitter. */
  readonly minDelay: number;
  /** In ms. */
  readonly maxDelay: number;
  /** `equal`: every library takes the same delays. `own`: each has its own formula and spread, from `minDelay`. */
  readonly delays: 'equal' | 'own';
}

/** The delay before retry number `retry`, counted from 1, in ms. For the libraries that take a function. */
export function delayOf({ minDelay, maxDelay }: RetrySettings, retry: number): number {
  return Math.random() * Math.min(maxDelay, minDelay * 2 ** (retry - 1));
}
