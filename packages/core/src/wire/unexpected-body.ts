// Request bodies that a server may ignore.

/** Methods that give a request body a meaning, as undici lists them. */
const WITH_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'QUERY', 'PROPFIND', 'PROPPATCH']);

/**
 * For transports: whether a server may ignore a body because of the method of its request (RFC 9110 section 9.3). Such a server
 * takes the bytes of the body for the next request, so the connection must not carry another one.
 */
export function mayIgnoreBody(method: string): boolean {
  return !WITH_BODY.has(method);
}
