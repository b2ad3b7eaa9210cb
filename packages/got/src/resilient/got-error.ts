// Converts errors of the client to errors of got.
import { ReadError, RequestError, UploadError, type Timings } from 'got';
import { isBodyError, isHttpError, isNetworkError, isTimeoutError, type TimeoutError } from '@sluice/core';
import { timeoutErrorOf } from './copy-errors.ts';
import { codeOfCause, eventOf, hasEvent } from './error-names.ts';
import type { GotCall } from './got-call.ts';
import { NONE } from './got-limits.ts';

import { causeMessage, cutShortMessage, setMessage, timeoutMessage } from './got-messages.ts';
import { beginTimings, noteFailure } from './got-timings.ts';
import { hideOptions } from './hidden-options.ts';
import { restoreCause } from './retries-of-got.ts';
import { ResponseFace } from './response-face.ts';

/** The limits of a call. */
type LimitedCall = Pick<GotCall, 'limits' | 'requestLimit'>;

const WITHOUT_LIMITS: LimitedCall = { limits: NONE, requestLimit: undefined };

/**
 * Converts a failure of the client, so that code which checks classes, codes and messages of got continues to work. The
 * `cause` is the error of the client, with the history of attempts.
 * @param call the call, with its limits and got's names for them
 */
export function asGotError(error: RequestError, call: LimitedCall = WITHOUT_LIMITS): RequestError {
  // A redirect copies the options, without the properties that hide them.
  hideOptions(error.options);
  restoreCause(error);
  const { response, cause } = error;
  if (response instanceof ResponseFace && isHttpError(response.failure) && error.name === 'HTTPError') {
    error.cause = response.failure;
    return error;
  }
  // The other classes of another copy of got are not accessible here: its errors keep their class.
  const isOurs = error instanceof RequestError;
  if (isTimeoutError(cause)) return asTimeout(error, cause, call);
  if (isBodyError(cause) && cause.code === 'ERR_SLUICE_BODY_SOURCE') {
    const made =
      error.name !== 'UploadError' && isOurs ? new UploadError(cause, error.request as never) : error;
    return Object.assign(made, { name: 'UploadError', code: 'ERR_UPLOAD' });
  }
  if (isBodyError(cause)) {
    const made = error.name !== 'ReadError' && isOurs ? new ReadError(cause, error.request as never) : error;
    made.name = 'ReadError';
    if (cause.code === 'ERR_SLUICE_BODY_CUT_SHORT') asCutShort(made, cause, error);
    else {
      if (made.code === cause.code) made.code = codeOfCause(cause);
      setMessage(made, causeMessage(cause));
    }
    return made;
  }
  if (isNetworkError(cause)) {
    const isCut = cause.phase === 'body' && cause.code === 'ERR_SLUICE_CONNECTION_LOST';
    if (isCut) asCutShort(error, cause, error);
    else {
      error.code = codeOfCause(cause);
      setMessage(error, causeMessage(cause));
    }
  }
  return error;
}

function asTimeout(
  error: RequestError,
  cause: TimeoutError,
  { limits: { events }, requestLimit }: LimitedCall,
): RequestError {
  const event = eventOf(cause, events);
  const OfCopy = timeoutErrorOf(error.request);
  const made: RequestError =
    OfCopy === undefined ? error : new OfCopy(cause as never, timingsOf(error), error.request as never);
  // After a redirect, the client's limit is the rest of `timeout.request`; the message names the whole.
  const limit = cause.phase === 'attempt' ? (requestLimit ?? cause.limit) : cause.limit;
  // A limit that was not an option of got keeps the client's message.
  if (hasEvent(cause, events)) setMessage(made, timeoutMessage(event, limit));
  return Object.assign(made, { name: 'TimeoutError', code: 'ETIMEDOUT', event });
}

/** got's code and message for a body that ended early. */
function asCutShort(made: RequestError, cause: unknown, { response, options }: RequestError): void {
  const declared = response instanceof ResponseFace ? response.declaredLength : undefined;
  const compares = options.strictContentLength && declared !== undefined;
  made.code = compares ? 'ERR_HTTP_CONTENT_LENGTH_MISMATCH' : 'ECONNRESET';
  setMessage(made, cutShortMessage(cause, compares ? declared : undefined));
}

function timingsOf({ timings }: RequestError): Timings {
  if (timings !== undefined) return timings;
  const made = beginTimings();
  noteFailure(made);
  return made;
}
