// Fails a request that gets no socket.
import type { AgentRequest } from './node-internals.ts';

/** Fails a request that gets no socket, as Node's agent does. */
export function failRequest(request: AgentRequest, error: unknown): void {
  if (request.destroyed) return request.onSocket(undefined);
  const { code, proxyTunnelTimeout } = error as { code?: unknown; proxyTunnelTimeout?: unknown };
  if (code === 'ERR_PROXY_TUNNEL') {
    // Node's request expects the agent to emit these errors.
    if (proxyTunnelTimeout !== undefined) request.emit('timeout');
    request.emit('error', error);
  }
  request.onSocket(undefined, error);
}
