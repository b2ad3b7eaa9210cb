// Logins that are bound to a connection.

/** Schemes that authenticate the connection, not a request (RFC 4559 section 6). */
const BOUND = /^\s*(?:ntlm|negotiate)\b/i;

/**
 * For transports: whether credentials authenticate the connection itself, so that its next request would run as the same
 * user.
 * @param credentials the value of `authorization` or `proxy-authorization`
 */
export function isBoundLogin(credentials: string | null | undefined): boolean {
  return typeof credentials === 'string' && BOUND.test(credentials);
}
