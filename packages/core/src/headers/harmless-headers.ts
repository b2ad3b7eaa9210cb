import type { HttpHeaders } from './headers.ts';

/** The only headers that go along to an origin they were not meant for; any other may carry a credential. */
const HARMLESS =
  /^(accept|accept-language|accept-encoding|user-agent|content-type|content-language|content-encoding)$/;

/** Those of the headers that may go to any origin. */
export function harmlessHeaders(headers: HttpHeaders): HttpHeaders {
  return headers.filter((name) => HARMLESS.test(name));
}
