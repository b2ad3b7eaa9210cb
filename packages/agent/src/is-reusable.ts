// Whether a connection can be reused after a request.
import { isBoundLogin, mayTrailBody } from '@sluice/core/transport';
import { hasDeclaredLength } from './declared-length.ts';
import type { AgentRequest } from './node-internals.ts';

/**
 * Whether a connection may carry another request after this one, by its request and its response.
 * @param written bytes written for the request, its head included; undefined if the socket does not count them
 * @param partition the partition of the agent
 */
export function isReusable(
  request: AgentRequest,
  written: number | undefined,
  partition: string | undefined,
): boolean {
  if (!request.shouldKeepAlive || !hasDeclaredLength(request, written)) return false;
  const { res } = request;
  if (res && mayTrailBody(request.method, res.statusCode ?? 0, res.headers)) return false;
  // A connection with a login acts for one caller: it is kept only within a partition.
  return partition !== undefined || !isBoundLogin(String(request.getHeader('authorization') ?? ''));
}
