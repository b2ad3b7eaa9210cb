// Checks the body of a request against its head.
import type { AgentRequest } from '../node-internals.ts';

/**
 * Whether the body of a request has the length that its head declares. Node does not check this: the server would read
 * excess bytes as another request, and the next request as missing bytes. Without a declared length, Node sends the body of a
 * GET, DELETE or OPTIONS unframed, so that the server reads it as another request.
 * @param written bytes written for the request, including its head; undefined if the socket does not count them
 */
export function hasDeclaredLength(request: AgentRequest, written: number | undefined): boolean {
  const head = request._header;
  if (written === undefined || typeof head !== 'string' || request.chunkedEncoding) return true;
  return written === head.length + declaredLength(request, head);
}

/** Whether bytes were written after the head of a request. @param written as in {@link hasDeclaredLength} */
export function hasBody(request: AgentRequest, written: number | undefined): boolean {
  const head = request._header;
  return written !== undefined && typeof head === 'string' && written > head.length;
}

/** The declared length; headers that were given as a list, and a length that Node itself adds, are only in the head. */
function declaredLength(request: AgentRequest, head: string): number {
  return Number(
    request.getHeader('content-length') ?? /\r\ncontent-length:[\t ]*(\d+)/i.exec(head)?.[1] ?? 0,
  );
}
