import {
  isBodyError,
  isNetworkError,
  isTimeoutError,
  type BodyError,
  type NetworkError,
  type TimeoutError,
} from '@sluice/core';

/** The errors that happen on the way, and may not happen the next time. */
export type TransientError = NetworkError | TimeoutError | BodyError;

/**
 * Whether an error is of a kind that may be gone the next time: a connection that could not be made or broke, a phase
 * that took too long, a body cut short. Never: the total deadline, aborts, refused options, a gate that is full (its
 * point is to shed load), limits on a body, a failing source of the caller's, anything closed, and errors that are
 * none of ours, which are bugs.
 */
export function isTransient(error: unknown): error is TransientError {
  if (isNetworkError(error)) return true;
  if (isTimeoutError(error)) return error.phase !== 'total';
  return isBodyError(error) && error.code === 'ERR_SLUICE_BODY_CUT_SHORT';
}

/** Whether an error itself says that another attempt cannot help, as an untrusted certificate does. */
export function isFinal(error: unknown): error is NetworkError {
  return isNetworkError(error) && !error.retryable;
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
