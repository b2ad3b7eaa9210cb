import {
  isBodyError,
  isNetworkError,
  isTimeoutError,
  type BodyError,
  type NetworkError,
  type TimeoutError,
} from '@sluice/core';

/** The errors that another attempt may cure. */
export type RetryableError = NetworkError | TimeoutError | BodyError;

/**
 * Whether another attempt may cure an error: a connection that could not be made or broke (unless it says otherwise,
 * as an untrusted certificate does), a phase that took too long, a body cut short. Never: the total deadline, aborts,
 * refused options, a gate that is full (its point is to shed load), limits on a body, a failing source of the
 * caller's, anything closed, and errors that are none of ours, which are bugs.
 */
export function isRetryableError(error: unknown): error is RetryableError {
  if (isNetworkError(error)) return error.retryable;
  if (isTimeoutError(error)) return error.phase !== 'total';
  return isBodyError(error) && error.code === 'ERR_SLUICE_BODY_CUT_SHORT';
}

/**
 * Whether it is certain that no byte of the request reached the wire, so that sending it again is sending it once
 * (RFC 9110 section 9.2.2).
 */
export function nothingWasSent(error: unknown): boolean {
  if (isNetworkError(error)) return error.bytesWritten === 0 && !error.responseStarted;
  if (!isTimeoutError(error)) return false;
  return error.phase === 'queue' || error.phase === 'connect' || error.phase === 'tlsHandshake';
}
