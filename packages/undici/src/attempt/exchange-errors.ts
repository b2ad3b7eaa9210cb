// The errors of an exchange on an open connection.
import { isSluiceError, NetworkError } from '@sluice/core';
import { brokenTls, codeOf, invalidResponse, lostConnection, type WireState } from '@sluice/core/transport';
import { StreamResetError, UnprocessedError } from '../http2/http2-errors.ts';
import { FLOOD } from '../http2/http2-flood.ts';
import { OF_SERVER } from '../tls/option-names.ts';

/** The code of Node.js for frames that no server may send. */
const HTTP2_VIOLATION = 'ERR_HTTP2_ERROR';

/** True for the error with which undici closes a connection that it no longer needs. */
export function isInformational(error: unknown): boolean {
  return codeOf(error) === 'UND_ERR_INFO';
}

/** The error of the socket, if there is one and undici reports only that the socket ended; otherwise undici's error. */
export function preferSocketError(error: unknown, ofSocket: unknown): unknown {
  return codeOf(error) === 'UND_ERR_SOCKET' ? (ofSocket ?? error) : error;
}

/** Maps the error of an exchange to an error of Sluice. */
export function exchangeError(error: unknown, state: WireState): unknown {
  if (isSluiceError(error)) return error;
  const code = codeOf(error);
  if (error instanceof UnprocessedError && !state.headReceived) {
    const { reused, bytesWritten, responseStarted } = state;
    const message = `the server did not process the request (${error.message})`;
    return new NetworkError('ERR_SLUICE_CONNECTION_LOST', message, {
      cause: error,
      reused,
      bytesWritten,
      responseStarted,
      phase: 'response',
      unprocessed: true,
    });
  }
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' && !state.headReceived) {
    const { reused, bytesWritten, responseStarted } = state;
    return new NetworkError('ERR_SLUICE_PROTOCOL', 'the response declares contradictory lengths', {
      cause: error,
      reused,
      bytesWritten,
      responseStarted,
      phase: 'response',
    });
  }
  if (isProtocolError(error, code)) {
    // A peer that sends too many header bytes or frames will do so again.
    const retryable = code !== 'UND_ERR_HEADERS_OVERFLOW' && code !== FLOOD;
    return invalidResponse(error as Error, state, retryable);
  }
  const ofStream = error instanceof StreamResetError && error.byServer && 'stream';
  const reset = code === 'ECONNRESET' || code === 'EPIPE' || ofStream;
  return brokenTls(error, state, OF_SERVER) ?? lostConnection(error, state, reset);
}

function isProtocolError(error: unknown, code: string): boolean {
  return (
    (error instanceof Error && error.name === 'HTTPParserError') ||
    code === 'UND_ERR_HEADERS_OVERFLOW' ||
    code === FLOOD ||
    code === HTTP2_VIOLATION ||
    (code === 'UND_ERR_SOCKET' && /^bad (response|upgrade)/.test((error as Error).message))
  );
}
