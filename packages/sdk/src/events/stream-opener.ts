// How an event stream opens its connections.
import type { Clock } from '@sluice/core';
import type { StreamResponse } from './byte-source.ts';

/** Opens the connections of a stream. */
export interface StreamOpener {
  readonly clock: Clock;
  /** The method of its request. */
  readonly method: string;
  /** Whether its request can be sent again. */
  readonly canReopen: boolean;
  /** The signal of the caller. */
  readonly signal: AbortSignal | undefined;
  /** Sends the request with these headers. */
  open(headers: Readonly<Record<string, string>>, signal: AbortSignal): PromiseLike<StreamResponse>;
}
