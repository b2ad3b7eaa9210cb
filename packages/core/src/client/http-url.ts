// What WHATWG lets a host be, less the punctuation that no DNS name holds: `*`, `!`, `$`, … (an IPv6 address in brackets)
const HOST = /^(?:[a-z0-9._~-]+|\[[0-9a-f:.]+\])$/;

/**
 * The one place where text becomes the URL of a request; what was parsed here is what is dialed.
 * @param from what a relative reference is relative to
 * @returns undefined when the text is no URL, its scheme is not http or https, or its host is no name or address
 */
export function parseHttpUrl(text: string, from?: URL): URL | undefined {
  const url = URL.parse(text, from?.href);
  if (url === null) return undefined;
  const { protocol, hostname } = url;
  return (protocol === 'http:' || protocol === 'https:') && HOST.test(hostname) ? url : undefined;
}
