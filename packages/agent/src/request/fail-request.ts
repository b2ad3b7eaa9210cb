// Fails a request that gets no socket.
import type { AgentRequest } from '../node-internals.ts';

/** Ends a request with the error of its dial or of its agent, as Node's agent does. */
export function failRequest(request: AgentRequest, error: unknown): void {
  if (request.destroyed) return request.onSocket(undefined);
  const { code, proxyTunnelTimeout } = error as { code?: unknown; proxyTunnelTimeout?: unknown };
  if (code === 'ERR_PROXY_TUNNEL') {
    // For these errors, Node's agent emits the events, not Node's request.
    if (proxyTunnelTimeout !== undefined) request.emit('timeout');
    request.emit('error', error);
  }
  request.onSocket(undefined, error);
}
