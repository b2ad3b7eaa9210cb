import { domainToUnicode } from 'node:url';

// What WHATWG lets a host be, less the punctuation that no DNS name holds: `*`, `!`, `$`, … (an IPv6 address in brackets)
const HOST = /^(?:[a-z0-9._~-]+|\[[0-9a-f:.]+\])$/;

const PUNYCODE = /(?:^|\.)xn--/;

/**
 * The one place where text becomes the URL of a request; what was parsed here is what is dialed.
 * @param from what a relative reference is relative to
 * @returns undefined when the text is no URL, its scheme is not http or https, or its host is no name or address
 */
export function parseHttpUrl(text: string, from?: URL): URL | undefined {
  const url = URL.parse(text, from?.href);
  if (url === null) return undefined;
  const { protocol, hostname } = url;
  if (protocol !== 'http:' && protocol !== 'https:') return undefined;
  return HOST.test(hostname) && !isBadPunycode(hostname) ? url : undefined;
}

/** Newer versions of Node.js let labels pass that do not decode. */
function isBadPunycode(hostname: string): boolean {
  if (!PUNYCODE.test(hostname)) return false;
  const name = domainToUnicode(hostname);
  return name === '' || PUNYCODE.test(name);
}
