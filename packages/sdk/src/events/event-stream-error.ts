// The error of an event stream.
import { SluiceError } from '@sluice/core';
import { isErrorOfKind, nameKind, type ErrorDetails } from '@sluice/core/plugin';
import type { ServerSentEvent } from './server-sent-event.ts';

declare module '@sluice/core' {
  interface ErrorCodes {
    ERR_SLUICE_EVENT_STREAM: true;
  }
}

/**
 * Why a stream failed: the response is not an event stream (`response`), the stream ended before it was complete (`ended`), or
 * its first event reported a failure, by `retryEvent` (`event`).
 */
export type EventStreamFailure = 'response' | 'ended' | 'event';

/** A response is not an event stream, or the stream is not complete. Code: `ERR_SLUICE_EVENT_STREAM`. */
export class EventStreamError extends SluiceError {
  /** Why the stream failed. */
  readonly reason: EventStreamFailure;
  /** The event that reported the failure. Not enumerable, so that logs do not show its data, which may be secret. */
  declare readonly event: ServerSentEvent | undefined;

  static {
    nameKind(this, 'EventStreamError');
  }

  constructor(
    reason: EventStreamFailure,
    message: string,
    details: ErrorDetails & { event?: ServerSentEvent } = {},
  ) {
    super('ERR_SLUICE_EVENT_STREAM', message, details);
    this.reason = reason;
    Object.defineProperty(this, 'event', { value: details.event, enumerable: false });
  }

  protected override details(): Record<string, unknown> {
    return { reason: this.reason };
  }
}

/** Whether an error is an {@link EventStreamError}. Also true for an error of another copy of this package. */
export function isEventStreamError(error: unknown): error is EventStreamError {
  return isErrorOfKind(error, 'EventStreamError');
}
