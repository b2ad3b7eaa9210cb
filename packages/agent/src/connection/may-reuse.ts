// Decides whether a connection may carry another request.
import { isBoundLogin, mayIgnoreBody, mayTrailBody } from '@sluice/core/transport';
import { hasBody, hasDeclaredLength } from './declared-length.ts';
import type { AgentRequest } from '../node-internals.ts';

/**
 * Whether a connection may carry another request after this one, judged by the request and its response.
 * @param written bytes written for the request, including its head; undefined if the socket does not count them
 * @param partition the trust domain that shares the connection
 */
export function mayReuse(
  request: AgentRequest,
  written: number | undefined,
  partition: string | undefined,
): boolean {
  if (!request.shouldKeepAlive || !hasDeclaredLength(request, written)) return false;
  if (mayIgnoreBody(request.method) && hasBody(request, written)) return false;
  const { res } = request;
  if (res && mayTrailBody(request.method, res.statusCode ?? 0, res.headers)) return false;
  // NTLM logs in the connection, and with it every later request, so such a connection must stay within a partition.
  return partition !== undefined || !isBoundLogin(String(request.getHeader('authorization') ?? ''));
}
