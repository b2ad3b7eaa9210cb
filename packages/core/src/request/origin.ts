let lastProtocol = '';
let lastHost = '';
let lastOrigin = '';

/**
 * The origin of a URL. A client asks for the same one over and over, and a string made anew would have to be hashed
 * anew by every map it is looked up in; so the last one is kept.
 */
export function originOf(url: URL): string {
  const { protocol, host } = url;
  if (host !== lastHost || protocol !== lastProtocol) {
    lastProtocol = protocol;
    lastHost = host;
    lastOrigin = url.origin;
  }
  return lastOrigin;
}
