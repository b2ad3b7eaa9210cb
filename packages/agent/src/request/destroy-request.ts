// Replaces `destroy` of a request, so that its connection survives after a complete response.
import { setImmediate, WRITE_PHASES } from '@sluice/core/transport';
import { connectionOf } from '../connection/agent-connection.ts';
import { http } from '../node-http.ts';
import type { AgentRequest } from '../node-internals.ts';

/**
 * Replaces `destroy` of a request that gets its connection. Node destroys the socket together with the request, unless the
 * end of the write was reported; over TLS, that may come after the response. got destroys every request after its response.
 * With this method, a request that was written and has its whole response releases the connection, as Node would a moment
 * later.
 */
export function releaseOnDestroy(request: AgentRequest): void {
  if (!Object.hasOwn(request, 'destroy')) request.destroy = destroy;
}

function destroy(this: AgentRequest, error?: Error): AgentRequest {
  const connection = this.socket === null || error !== undefined ? undefined : connectionOf(this.socket);
  if (this.destroyed || connection?.ending !== true || !connection.isWritten())
    return destroyNow(this, error);
  // All bytes are written; `end` causes the event after which Node releases the socket.
  if (!this.writableEnded) this.end();
  setImmediate(destroyUnlessReleased, this, 1);
  return this;
}

function destroyUnlessReleased(request: AgentRequest, phases: number): void {
  // Node marks a request as destroyed when it releases the socket.
  if (request.destroyed) return;
  if (phases === WRITE_PHASES) destroyNow(request);
  else setImmediate(destroyUnlessReleased, request, phases + 1);
}

function destroyNow(request: AgentRequest, error?: Error): AgentRequest {
  return http.ClientRequest.prototype.destroy.call(request, error) as AgentRequest;
}
