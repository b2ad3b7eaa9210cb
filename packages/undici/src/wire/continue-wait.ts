import type { Clock } from '@sluice/core';

/** How the body of a request waits for the server's 100. */
export interface ContinueWait {
  /** In ms; after it the body is sent. Infinity for no limit. */
  readonly limit: number;
  readonly clock: Clock;
}
