// The headers that are known to carry no credential.
import type { HttpHeaders } from './headers.ts';

/** The only headers that are sent to an origin for which they were not set. Any other header can carry a credential. */
const HARMLESS =
  /^(?:accept(?:-charset|-encoding|-language)?|cache-control|content-(?:encoding|language|type)|if-(?:match|modified-since|none-match|range|unmodified-since)|pragma|prefer|range|traceparent|tracestate|user-agent)$/;

/** Keeps only the headers that may be sent to any origin. */
export function harmlessHeaders(headers: HttpHeaders): HttpHeaders {
  return headers.filter((name) => HARMLESS.test(name));
}
