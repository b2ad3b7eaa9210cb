import { setImmediate, WRITE_PHASES } from '@sluice/core/transport';
import { connectionOf } from './connection.ts';
import { http } from './node-http.ts';
import type { AgentRequest } from './node-internals.ts';

/**
 * Changes what `destroy` of a request does that is about to be served. Node destroys the socket with the request, unless
 * it was told before that the request is written; TLS tells that after a fast response has arrived. got destroys every
 * request once it has the response. So a request that is through leaves its connection to the next one, as Node does a
 * moment later.
 */
export function keepWhenThrough(request: AgentRequest): void {
  if (!Object.hasOwn(request, 'destroy')) request.destroy = destroy;
}

function destroy(this: AgentRequest, error?: Error): AgentRequest {
  const connection = this.socket === null || error !== undefined ? undefined : connectionOf(this.socket);
  if (this.destroyed || connection?.ends !== true || !connection.isWritten()) return destroyNow(this, error);
  // No byte is left to be written: this only says so, and leads to the event after which Node frees the socket.
  if (!this.writableEnded) this.end();
  setImmediate(destroyUnlessFreed, this, 1);
  return this;
}

function destroyUnlessFreed(request: AgentRequest, phases: number): void {
  // Freed, it counts as destroyed.
  if (request.destroyed) return;
  if (phases === WRITE_PHASES) destroyNow(request);
  else setImmediate(destroyUnlessFreed, request, phases + 1);
}

function destroyNow(request: AgentRequest, error?: Error): AgentRequest {
  return http.ClientRequest.prototype.destroy.call(request, error) as AgentRequest;
}
