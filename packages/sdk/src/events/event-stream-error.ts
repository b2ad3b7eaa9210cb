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
 * Why a stream failed: the response is not an event stream (`response`), it ended before its sentinel (`ended`), or it
 * began with an event that `retryEvent` refused (`event`).
 */
export type EventStreamFailure = 'response' | 'ended' | 'event';

/** A response is not an event stream, or the stream was not complete. Code: `ERR_SLUICE_EVENT_STREAM`. */
export class EventStreamError extends SluiceError {
  /** Why it failed. */
  readonly reason: EventStreamFailure;
  /** The event that `retryEvent` refused. Not enumerable, since it may quote what was sent. */
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

/** Whether a response was not an event stream, or the stream was not complete. */
export function isEventStreamError(error: unknown): error is EventStreamError {
  return isErrorOfKind(error, 'EventStreamError');
}
