// The errors of faults, in the form in which a transport raises them.
import type { HttpRequest } from '@sluice/core';
import { connectError, lookupError, lostConnection } from '@sluice/core/transport';
import type { ChaosFault } from './faults.ts';

/** The error of a connection that was not established. */
export function dialError(
  fault: ChaosFault & { do: 'refuse' | 'unresolved' },
  request: HttpRequest,
  cause: Error,
): Error {
  return fault.do === 'refuse'
    ? connectError(cause, request.url.host, cause)
    : lookupError(cause, request.url.hostname, cause);
}

/** The system code of a fault; undefined for a FIN. */
export function systemCodeOf(fault: ChaosFault): string | undefined {
  switch (fault.do) {
    case 'refuse':
      return 'ECONNREFUSED';
    case 'unresolved':
      return fault.code ?? 'ENOTFOUND';
    case 'reset':
      return 'ECONNRESET';
    default:
      return undefined;
  }
}

/**
 * The error of a connection that was lost after the request was sent.
 * @param bodyBytes the bytes of the body that had arrived; undefined before the head
 */
export function lossOf(
  action: 'reset' | 'close',
  request: HttpRequest,
  cause: Error,
  bodyBytes: number | undefined,
): Error {
  const { record } = request.attempt;
  const state = {
    reused: record.connection?.reused ?? false,
    bytesWritten: request.method.length + request.path.length + (request.body?.length ?? 0),
    responseStarted: bodyBytes !== undefined,
    headReceived: bodyBytes !== undefined,
    bodyBytes: bodyBytes ?? 0,
  };
  return lostConnection(cause, state, action === 'reset');
}
