// The headers that are known to carry no credential.
import type { HttpHeaders } from './headers.ts';

/** The only headers that are sent to an origin for which they were not intended. Any other can carry a credential. */
const HARMLESS =
  /^(accept|accept-language|accept-encoding|user-agent|content-type|content-language|content-encoding)$/;

/** Keeps only the headers that may be sent to any origin. */
export function harmlessHeaders(headers: HttpHeaders): HttpHeaders {
  return headers.filter((name) => HARMLESS.test(name));
}
