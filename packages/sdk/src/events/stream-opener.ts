// The interface through which an event stream opens its connections.
import type { Clock } from '@sluice/core';
import type { StreamResponse } from './byte-source.ts';

/** Opens the connections of a stream. */
export interface StreamOpener {
  readonly clock: Clock;
  /** The method of the request. */
  readonly method: string;
  /** Whether the request can be sent again: its body is not a stream. */
  readonly canReopen: boolean;
  /** The signal of the caller. */
  readonly signal: AbortSignal | undefined;
  /** Sends the request with these headers added. */
  open(headers: Readonly<Record<string, string>>, signal: AbortSignal): PromiseLike<StreamResponse>;
}
