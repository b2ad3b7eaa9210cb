// Converts the outcome of an attempt to an error of got, for `retry.calculateDelay` and `beforeRetry` hooks.
import { HTTPError, ReadError, RequestError, TimeoutError, type Options } from 'got';
import { isBodyError, isTimeoutError } from '@sluice/core';
import type { RetryOptions } from 'sluice';
import { codeOfCause, eventOf, hasEvent, type PhaseEvents } from './error-names.ts';
import { causeMessage, cutShortMessage, setMessage, timeoutMessage } from './got-messages.ts';
import { beginTimings, noteFailure } from './got-timings.ts';
import { nodeHeaders } from './node-headers.ts';

/** The outcome of an attempt, as the retry plugin reports it. */
export type Outcome = Parameters<NonNullable<RetryOptions['checkRetry']>>[0];

/**
 * got's error for an attempt that the client may repeat. Its `response` is a head without a body.
 * @param events got's names of the limited phases
 */
export function errorOfOutcome(outcome: Outcome, options: Options, events: PhaseEvents): RequestError {
  const { status, headers, error } = outcome;
  const timings = beginTimings();
  const retryCount = outcome.attempt - 1;
  noteFailure(timings);
  if (status !== undefined && headers !== undefined) {
    const request = { options, timings, retryCount, _onResponse: true };
    const response = { statusCode: status, statusMessage: '', headers: nodeHeaders(headers), request };
    return new HTTPError(response as unknown as HTTPError['response']);
  }
  const cause = (error instanceof Error ? error : new Error(String(error))) as Error & { code: string };
  if (isTimeoutError(cause)) {
    const made = new TimeoutError(cause as never, timings, options as never);
    const event = eventOf(cause, events);
    if (hasEvent(cause, events)) setMessage(made, timeoutMessage(event, cause.limit));
    return Object.assign(made, { event });
  }
  const made = isBodyError(cause)
    ? new ReadError(cause, options as never)
    : new RequestError(cause.message, cause, options);
  const isCut = cause.code === 'ERR_SLUICE_BODY_CUT_SHORT';
  setMessage(made, isCut ? cutShortMessage(cause, undefined) : causeMessage(cause));
  return Object.assign(made, { code: isCut ? 'ECONNRESET' : codeOfCause(cause) });
}
