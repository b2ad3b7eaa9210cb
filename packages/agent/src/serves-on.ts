import { isBoundLogin, mayTrailBody } from '@sluice/core/transport';
import { hasDeclaredLength } from './declared-length.ts';
import type { AgentRequest } from './node-internals.ts';

/**
 * Whether a connection may carry another request after this one, as far as request and response tell.
 * @param written bytes written for the request, its head included; undefined where the socket does not count them
 * @param partition whose connections are shared
 */
export function servesOn(
  request: AgentRequest,
  written: number | undefined,
  partition: string | undefined,
): boolean {
  if (!request.shouldKeepAlive || !hasDeclaredLength(request, written)) return false;
  const { res } = request;
  if (res && mayTrailBody(request.method, res.statusCode ?? 0, res.headers)) return false;
  // A connection that was logged in on speaks for one caller: it is kept only where all callers are one.
  return partition !== undefined || !isBoundLogin(String(request.getHeader('authorization') ?? ''));
}
