// The settings of a request body's wait for the server's 100.
import type { Clock } from '@sluice/core';

/** How a request body waits for the server's 100. */
export interface ContinueWait {
  /** In ms; afterwards the body is sent. Infinity for no limit. */
  readonly limit: number;
  readonly clock: Clock;
}
