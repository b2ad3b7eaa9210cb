// The origin of a URL.
let lastProtocol = '';
let lastHost = '';
let lastOrigin = '';

/**
 * The origin of a URL. The last one is kept, since a client requests the same origin again and again, and each new string
 * would be hashed again by every map that looks it up.
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
