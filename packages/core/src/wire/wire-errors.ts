// The errors of an exchange that broke.
import type { WireState } from '../history/wire-state.ts';
import { BodyError } from '../errors/body-error.ts';
import { NetworkError, type NetworkErrorDetails } from '../errors/network-error.ts';
import { safeText } from '../errors/redact.ts';
import { TimeoutError } from '../errors/timeout-error.ts';

/** For transports: the code of an error, or an empty string. */
export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : '';
}

/** For transports: the code of an error, or of the first error of an AggregateError (one per address that was tried). */
export function firstCode(error: unknown): string {
  return codeOf(error) || codeOf((error as { errors?: unknown[] } | null | undefined)?.errors?.[0]);
}

/**
 * For transports: the error of a response that is not valid HTTP.
 * @param retryable false if another attempt would get the same response
 */
export function invalidResponse(cause: Error, state: WireState, retryable: boolean): NetworkError {
  const message = `the response is not valid HTTP: ${safeText(cause.message)}`;
  return new NetworkError('ERR_SLUICE_PROTOCOL', message, {
    ...wireDetails(cause, state),
    phase: state.headReceived ? 'body' : 'response',
    retryable,
  });
}

/**
 * For transports: the error of a connection, or of an HTTP/2 stream, that was lost during an exchange.
 * @param reset whether the connection was reset; `stream` if the stream was, with an error code. Within a body, an end
 *   without a reset means that the body was cut short
 */
export function lostConnection(
  cause: unknown,
  state: WireState,
  reset: boolean | 'stream',
): NetworkError | BodyError {
  const { headReceived, bytesWritten, bodyBytes } = state;
  if (!headReceived) {
    const where = bytesWritten === 0 ? 'before the request was sent' : 'before its response arrived';
    return new NetworkError('ERR_SLUICE_CONNECTION_LOST', `the connection was lost ${where}`, {
      ...wireDetails(cause, state),
      phase: bytesWritten === 0 ? 'request' : 'response',
    });
  }
  if (reset !== false) {
    const what = reset === 'stream' ? 'stream' : 'connection';
    return new NetworkError('ERR_SLUICE_CONNECTION_LOST', `the ${what} was reset within the body`, {
      ...wireDetails(cause, state),
      phase: 'body',
    });
  }
  const message = 'the connection was closed before the end of the body';
  return new BodyError('ERR_SLUICE_BODY_CUT_SHORT', message, { cause, bytes: bodyBytes });
}

function wireDetails(
  cause: unknown,
  { reused, bytesWritten, responseStarted }: WireState,
): Omit<NetworkErrorDetails, 'phase'> {
  return { cause, reused, bytesWritten, responseStarted };
}

/**
 * For transports: the error for a server that stopped reading the request body.
 * @param limit `timeout.responseHeader` in ms, which also limits the time without a byte that the server reads
 */
export function stalledUpload(limit: number): TimeoutError {
  const message = 'timeout.responseHeader: the server stopped reading the request body';
  return new TimeoutError('responseHeader', limit, message);
}
