// Parses the text of a request's URL.
import { domainToUnicode } from 'node:url';

// Stricter than WHATWG: without the punctuation that no DNS name contains (`*`, `!`, `$`, …). An IPv6 address is in brackets.
const HOST = /^(?:[a-z0-9._~-]+|\[[0-9a-f:.]+\])$/;

const PUNYCODE = /(?:^|\.)xn--/;

/**
 * Parses a URL. Every URL of a request comes from here, so that the validated host is the host that is dialed.
 * @param from the base of a relative reference
 * @returns undefined if the text is not a URL, its scheme is not http or https, or its host is neither a name nor an address
 */
export function parseHttpUrl(text: string, from?: URL): URL | undefined {
  const url = URL.parse(text, from?.href);
  if (url === null) return undefined;
  const { protocol, hostname } = url;
  if (protocol !== 'http:' && protocol !== 'https:') return undefined;
  return HOST.test(hostname) && !isBadPunycode(hostname) ? url : undefined;
}

/** Newer versions of Node.js accept labels that cannot be decoded. */
function isBadPunycode(hostname: string): boolean {
  if (!PUNYCODE.test(hostname)) return false;
  const name = domainToUnicode(hostname);
  return name === '' || PUNYCODE.test(name);
}
