// The check of a request body against its declared length.
import type { AgentRequest } from './node-internals.ts';

/**
 * Whether the body of a request has the declared length. Node.js does not check it: the server would take excess bytes for
 * another request, and missing bytes from the next one.
 * @param written bytes written for the request, its head included; undefined if the socket does not count them
 */
export function hasDeclaredLength(request: AgentRequest, written: number | undefined): boolean {
  const declared = request.getHeader('content-length');
  const head = request._header;
  if (declared === undefined || written === undefined || typeof head !== 'string') return true;
  return written === head.length + Number(declared);
}
