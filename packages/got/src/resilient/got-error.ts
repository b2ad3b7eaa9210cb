// The errors of the client as errors of got.
import { ReadError, RequestError, UploadError, type Timings } from 'got';
import { isBodyError, isHttpError, isNetworkError, isTimeoutError } from '@sluice/core';
import { timeoutErrorOf } from './copy-errors.ts';
import { codeOfCause, eventOf, type PhaseEvents } from './error-names.ts';
import { begun, failed } from './got-timings.ts';
import { hideOptions } from './hidden-options.ts';
import { ResponseFace } from './response-face.ts';

/**
 * got's error for a failure of the client, so that code which checks classes and codes of got goes on working. Its
 * `cause` is the error of the client, with the history of attempts.
 * @param events the names that the call has for its phases
 */
export function asGotError(error: RequestError, events: PhaseEvents = {}): RequestError {
  // The options of a redirect are a copy.
  hideOptions(error.options);
  const { response, cause } = error;
  if (response instanceof ResponseFace && isHttpError(response.failure) && error.name === 'HTTPError') {
    error.cause = response.failure;
    return error;
  }
  // The classes of another copy of got are unknown here: the error stays one of them.
  const isOurs = error instanceof RequestError;
  if (isTimeoutError(cause)) {
    const event = eventOf(cause, events);
    const OfCopy = timeoutErrorOf(error.request);
    if (OfCopy === undefined) return Object.assign(error, { name: 'TimeoutError', code: 'ETIMEDOUT', event });
    const made = new OfCopy(cause as never, timingsOf(error), error.request as never);
    return Object.assign(made, { code: 'ETIMEDOUT', event });
  }
  if (isBodyError(cause) && cause.code === 'ERR_SLUICE_BODY_SOURCE') {
    const made =
      error.name !== 'UploadError' && isOurs ? new UploadError(cause, error.request as never) : error;
    return Object.assign(made, { name: 'UploadError', code: 'ERR_UPLOAD' });
  }
  if (isBodyError(cause)) {
    const made = error.name !== 'ReadError' && isOurs ? new ReadError(cause, error.request as never) : error;
    made.name = 'ReadError';
    if (cause.code === 'ERR_SLUICE_BODY_CUT_SHORT') made.code = cutShortCode(error);
    return made;
  }
  if (isNetworkError(cause)) {
    const isCut = cause.phase === 'body' && cause.code === 'ERR_SLUICE_CONNECTION_LOST';
    error.code = isCut ? cutShortCode(error) : codeOfCause(cause);
  }
  return error;
}

/** got's code for a body that ended early. */
function cutShortCode({ response, options }: RequestError): string {
  const compares = options.strictContentLength && response instanceof ResponseFace && response.declaresLength;
  return compares ? 'ERR_HTTP_CONTENT_LENGTH_MISMATCH' : 'ECONNRESET';
}

function timingsOf({ timings }: RequestError): Timings {
  if (timings !== undefined) return timings;
  const made = begun();
  failed(made);
  return made;
}
