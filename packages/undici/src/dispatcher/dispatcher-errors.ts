// The errors of a dispatcher: undici's own, with the error of Sluice as their cause.
import { errors } from 'undici';
import {
  isClosedError,
  isNetworkError,
  isOptionError,
  isSluiceError,
  isTimeoutError,
  type NetworkError,
} from '@sluice/core';
import { codeOf, firstCode } from '@sluice/core/transport';
import { StreamResetError, UnprocessedError } from '../http2/http2-errors.ts';

/**
 * The error with which undici's Agent fails in the same case, so that interceptors and callers who decide by `code` decide
 * alike. An error of the system or of TLS is passed on unchanged; the others are of undici's classes, with the original
 * error as `cause`.
 */
export function toUndiciError(error: unknown): Error {
  if (isNetworkError(error)) return fromNetworkError(error);
  if (isTimeoutError(error)) return caused(new errors.ConnectTimeoutError(error.message), error);
  if (isClosedError(error)) {
    if (!error.destroyed) return caused(new errors.ClientClosedError(error.message), error);
    return caused(new errors.ClientDestroyedError(error.message), error.cause ?? error);
  }
  if (isOptionError(error)) return caused(new errors.InvalidArgumentError(error.message), error);
  if (isSluiceError(error)) return caused(new errors.SocketError(error.message), error);
  if (error instanceof UnprocessedError && error.resetCode === undefined) {
    return caused(new errors.SocketError(error.message), error);
  }
  return codeOf(error).startsWith('ERR_HTTP2_') ? fromStreamError(error as Error) : (error as Error);
}

function fromNetworkError(error: NetworkError): Error {
  const { cause, code, message } = error;
  if (code === 'ERR_SLUICE_PROXY' && error.proxyStatus !== undefined) {
    return caused(new errors.RequestAbortedError(message), error);
  }
  if (code === 'ERR_SLUICE_PROTOCOL' && !(cause instanceof Error)) {
    // The parser's code for a message that its user refused.
    return caused(Object.assign(new errors.HTTPParserError(message), { code: 'HPE_USER' }), error);
  }
  // The system gave up on every address.
  if (cause instanceof AggregateError && timedOut(cause)) {
    return caused(new errors.ConnectTimeoutError(message), cause);
  }
  if (cause instanceof Error && firstCode(cause) !== '') return cause;
  return caused(new errors.SocketError(message), error);
}

function timedOut(error: AggregateError): boolean {
  return [error, ...(error.errors as unknown[])].some((each) => codeOf(each) === 'ETIMEDOUT');
}

/**
 * undici passes on Node.js's error for a reset stream, with the code of the frame as `http2ErrorCode`, and creates an error
 * for a stream that ends without one.
 */
function fromStreamError(error: Error): Error {
  const { cause } = error;
  if (codeOf(cause) === 'ERR_HTTP2_STREAM_ERROR') {
    const reset = error instanceof StreamResetError || error instanceof UnprocessedError;
    return Object.assign(cause as Error, reset ? { http2ErrorCode: error.resetCode } : {});
  }
  return caused(new errors.InformationalError(error.message), error);
}

function caused(error: Error, cause: unknown): Error {
  return Object.defineProperty(error, 'cause', { value: cause, configurable: true, writable: true });
}
