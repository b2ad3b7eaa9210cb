// Checks a request body against its content-length.
import type { AgentRequest } from '../node-internals.ts';

/**
 * Whether the body of a request has the length that its head declares. Node does not check this: the server would read
 * excess bytes as another request, and the next request as missing bytes.
 * @param written bytes written for the request, including its head; undefined if the socket does not count them
 */
export function hasDeclaredLength(request: AgentRequest, written: number | undefined): boolean {
  const declared = request.getHeader('content-length');
  const head = request._header;
  if (declared === undefined || written === undefined || typeof head !== 'string') return true;
  return written === head.length + Number(declared);
}
