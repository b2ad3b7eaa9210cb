/**
 * The URL of an origin for the clients of its connections, one for all. undici asks it for its parts at every request,
 * and each answer of a URL is worked out anew; here the answers are there.
 */
export function clientUrl(origin: string): URL {
  const url = new URL(origin);
  return Object.defineProperties(url, {
    origin: { value: url.origin },
    protocol: { value: url.protocol },
  });
}
