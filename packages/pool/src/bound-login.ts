/** Logins that hold for the connection they were made on, not for a request (RFC 4559 section 6). */
const BOUND = /^\s*(?:ntlm|negotiate)\b/i;

/**
 * Whether credentials log in the connection itself, so that whoever uses it next speaks for the same user.
 * @param credentials the value of `authorization` or `proxy-authorization`
 */
export function isBoundLogin(credentials: string | null | undefined): boolean {
  return typeof credentials === 'string' && BOUND.test(credentials);
}
