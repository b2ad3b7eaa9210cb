// The headers of a copy: those that are stored, and those after the server has confirmed the copy.
import { HttpHeaders } from '@sluice/core';

/** Headers of a connection or of the stored bytes, which a 304 does not change (RFC 9111 sections 3.1 and 3.2). */
const KEPT =
  /^(?:connection|content-encoding|content-length|content-range|keep-alive|proxy-.*|set-cookie|te|trailer|transfer-encoding|upgrade)$/;

/** Lays the headers of a 304 over those of a copy (RFC 9111 section 4.3.4). */
export function mergeHeaders(stored: HttpHeaders, confirmed: HttpHeaders): HttpHeaders {
  const fields = new Map<string, string[]>();
  for (const [name, value] of stored) fields.set(name, [...(fields.get(name) ?? []), value]);
  const changed = new Set<string>();
  for (const [name, value] of confirmed) {
    if (KEPT.test(name)) continue;
    fields.set(name, changed.has(name) ? [...(fields.get(name) ?? []), value] : [value]);
    changed.add(name);
  }
  return HttpHeaders.fromReceived(Object.fromEntries(fields));
}

/** The headers that are kept with a copy. A cookie is set once, not with each use of a copy. */
export function storedHeaders(headers: HttpHeaders): HttpHeaders {
  return headers.filter((name) => name !== 'set-cookie');
}
