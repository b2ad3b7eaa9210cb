// The errors of the client as errors of got.
import { ReadError, RequestError, TimeoutError, UploadError, type Timings } from 'got';
import {
  isBodyError,
  isHttpError,
  isNetworkError,
  isTimeoutError,
  type NetworkError,
  type TimeoutPhase,
} from '@sluice/core';
import { begun, failed } from './got-timings.ts';
import { hideOptions } from './hidden-options.ts';
import { ResponseFace } from './response-face.ts';

/** What got calls the phases; those it does not have belong to the whole request. */
const EVENTS: Readonly<Partial<Record<TimeoutPhase, string>>> = {
  connect: 'connect',
  tlsHandshake: 'secureConnect',
  responseHeader: 'response',
  body: 'read',
};

/**
 * Hook: got's error for what the pipeline failed with, so that code that looks at classes and codes of got's goes on
 * working. Its `cause` is the pipeline's error, with the history of attempts.
 */
export function asGotError(error: RequestError): RequestError {
  // Those of a redirect are a copy.
  hideOptions(error.options);
  const { response, cause } = error;
  if (response instanceof ResponseFace && isHttpError(response.failure) && error.name === 'HTTPError') {
    error.cause = response.failure;
    return error;
  }
  // A got of the user's own has classes that only it can tell: its error stays one of them.
  const isOurs = error instanceof RequestError;
  if (isTimeoutError(cause)) {
    const event = EVENTS[cause.phase] ?? 'request';
    if (!isOurs) return Object.assign(error, { name: 'TimeoutError', code: 'ETIMEDOUT', event });
    const made = new TimeoutError(
      cause as unknown as ConstructorParameters<typeof TimeoutError>[0],
      timingsOf(error),
      error.request as never,
    );
    return Object.assign(made, { event });
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
    error.code = cause.phase === 'body' ? cutShortCode(error) : codeOf(cause);
  }
  return error;
}

/** The code of the operating system or of the parser, as Node reports it. */
function codeOf({ code, systemCode }: NetworkError): string {
  // The parser of the default transport reports a connection that ended by a code of its own.
  if (systemCode !== undefined && !systemCode.startsWith('UND_ERR_')) return systemCode;
  return code === 'ERR_SLUICE_CONNECTION_LOST' ? 'ECONNRESET' : (systemCode ?? code);
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
