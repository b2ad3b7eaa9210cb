// The URL that an undici client is created with.
// Checked on undici 8.12.0 and 8.13.1.

/**
 * The URL of an origin, for all clients of its connections. undici reads its origin and protocol for every request, and a
 * URL computes them anew each time; here both are stored. If a version of undici reads other parts, they are computed.
 */
export function clientUrl(origin: string): URL {
  const url = new URL(origin);
  return Object.defineProperties(url, {
    origin: { value: url.origin },
    protocol: { value: url.protocol },
  });
}
