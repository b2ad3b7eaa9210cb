/** Headers that describe a body and whose names do not begin with `content-`. */
const OTHERS: ReadonlySet<string> = new Set(['digest', 'repr-digest', 'last-modified', 'transfer-encoding']);

/**
 * Whether a request header describes its body, and so has to go when a redirect drops the body: every `content-*`, and
 * what else RFC 9110 section 15.4 names (Fetch standard: request-body-header names).
 * @param name in lower case
 */
export function describesBody(name: string): boolean {
  return name.startsWith('content-') || OTHERS.has(name);
}
