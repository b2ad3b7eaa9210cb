// The URL that undici clients read at every request.

/**
 * The URL of an origin for the undici clients of its connections. undici reads parts of the URL at every request, which a URL
 * object computes each time; here they are plain properties.
 */
export function clientUrl(origin: string): URL {
  const url = new URL(origin);
  return Object.defineProperties(url, {
    origin: { value: url.origin },
    protocol: { value: url.protocol },
  });
}
