import type { AgentRequest } from './node-internals.ts';

/**
 * Whether the body of a request has the length that its head declares. Node writes what it is given: bytes beyond the
 * length are another request to the server, and what is missing it would take from the next one.
 * @param written bytes written for the request, its head included; undefined where the socket does not count them
 */
export function hasDeclaredLength(request: AgentRequest, written: number | undefined): boolean {
  const declared = request.getHeader('content-length');
  const head = request._header;
  if (declared === undefined || written === undefined || typeof head !== 'string') return true;
  return written === head.length + Number(declared);
}
