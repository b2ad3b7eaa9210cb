// The kinds of errors that retries distinguish.
import {
  isBodyError,
  isNetworkError,
  isTimeoutError,
  type BodyError,
  type NetworkError,
  type TimeoutError,
} from '@sluice/core';

/** The errors that may pass with another attempt. */
export type TransientError = NetworkError | TimeoutError | BodyError;

/**
 * Whether an error may pass with another attempt: a connection that could not be made or broke, a phase that took too
 * long, a body cut short. Not the total deadline, aborts, refused options, a full gate (it is there to shed load),
 * limits on a body, an error of the caller's source, a closed client, or errors that are not of this project, which are bugs.
 */
export function isTransient(error: unknown): error is TransientError {
  if (isNetworkError(error)) return true;
  if (isTimeoutError(error)) return error.phase !== 'total';
  return isBodyError(error) && error.code === 'ERR_SLUICE_BODY_CUT_SHORT';
}

/** Whether an error is marked as permanent, for example an untrusted certificate. */
export function isFinal(error: unknown): error is NetworkError {
  return isNetworkError(error) && !error.retryable;
}

/**
 * Whether it is certain that the server did not process the request, so that a retry cannot take effect twice: no byte of
 * it was written (RFC 9110 section 9.2.2), or the server said so (RFC 9113 section 8.7).
 */
export function wasNotProcessed(error: unknown): boolean {
  if (isNetworkError(error)) return (error.bytesWritten === 0 || error.unprocessed) && !error.responseStarted;
  if (!isTimeoutError(error)) return false;
  return error.phase === 'queue' || error.phase === 'connect' || error.phase === 'tlsHandshake';
}
