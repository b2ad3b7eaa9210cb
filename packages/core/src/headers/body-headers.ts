// The headers that describe a request body.

/** Headers that describe a body and whose names do not begin with `content-`. */
const OTHERS: ReadonlySet<string> = new Set(['digest', 'repr-digest', 'last-modified', 'transfer-encoding']);

/**
 * Whether a request header describes the body, so that a redirect that drops the body drops the header too: every
 * `content-*` header, and the others that RFC 9110 section 15.4 lists (Fetch standard: request-body-header names).
 * @param name in lower case
 */
export function describesBody(name: string): boolean {
  return name.startsWith('content-') || OTHERS.has(name);
}
