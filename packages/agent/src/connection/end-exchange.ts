// Closes a socket, with the request on it, for an agent or its pool.
import type { IncomingMessage } from 'node:http';
import type { AgentSocket } from '../node-internals.ts';

/**
 * Closes a socket. A request on it fails with the error, and so does a response that is not complete; without an error,
 * Node reports a connection that was reset.
 */
export function endExchange(socket: AgentSocket, error: Error | undefined): void {
  const request = socket._httpMessage;
  const response = request?.res;
  if (error === undefined || request == null || response?.complete === true) return void socket.destroy();
  if (response != null) {
    // The response reports the error. Node emits it on the request too, which may no longer have a listener.
    request.on('error', ignore);
    if (response.listenerCount('error') > 0) silenceAborted(response);
    response.destroy(error);
  }
  socket.destroy(error);
}

/** Node emits 'aborted' before the error, and clients then report that the server closed the connection. */
function silenceAborted(response: IncomingMessage): void {
  const emit = response.emit.bind(response);
  response.emit = (event: string | symbol, ...given: unknown[]): boolean =>
    event !== 'aborted' && emit(event, ...given);
}

function ignore(): void {}
