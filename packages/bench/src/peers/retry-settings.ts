// The retry settings that all peers share.

/** The retries of a call, after a 503 or a lost connection. */
export interface RetrySettings {
  readonly retries: number;
  /** In ms; doubled for each further retry, then spread by full jitter. */
  readonly minDelay: number;
  /** In ms. */
  readonly maxDelay: number;
  /** `equal`: every library uses the same delays. `own`: each uses its own formula, starting from `minDelay`. */
  readonly delays: 'equal' | 'own';
}

/** The delay before retry number `retry`, counted from 1, in ms. For libraries that accept a function. */
export function delayOf({ minDelay, maxDelay }: RetrySettings, retry: number): number {
  return Math.random() * Math.min(maxDelay, minDelay * 2 ** (retry - 1));
}
