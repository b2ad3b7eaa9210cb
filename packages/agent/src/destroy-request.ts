// Keeps the socket of a completed request that is destroyed.
import { setImmediate, WRITE_PHASES } from '@sluice/core/transport';
import { connectionOf } from './connection.ts';
import { http } from './node-http.ts';
import type { AgentRequest } from './node-internals.ts';

/**
 * Replaces `destroy` of a request so that a completed request does not destroy its socket. Node.js destroys the socket unless
 * the write of the request was reported before; over TLS, a fast response arrives earlier than that report. got destroys
 * every request after its response, so that it would lose every such connection.
 */
export function keepSocketOfCompleted(request: AgentRequest): void {
  if (!Object.hasOwn(request, 'destroy')) request.destroy = destroy;
}

function destroy(this: AgentRequest, error?: Error): AgentRequest {
  const connection = this.socket === null || error !== undefined ? undefined : connectionOf(this.socket);
  if (this.destroyed || connection?.ending !== true || !connection.isWritten())
    return destroyNow(this, error);
  // All bytes were written: this only leads to the event after which Node.js frees the socket.
  if (!this.writableEnded) this.end();
  setImmediate(destroyUnlessFreed, this, 1);
  return this;
}

function destroyUnlessFreed(request: AgentRequest, phases: number): void {
  // A freed request counts as destroyed.
  if (request.destroyed) return;
  if (phases === WRITE_PHASES) destroyNow(request);
  else setImmediate(destroyUnlessFreed, request, phases + 1);
}

function destroyNow(request: AgentRequest, error?: Error): AgentRequest {
  return http.ClientRequest.prototype.destroy.call(request, error) as AgentRequest;
}
