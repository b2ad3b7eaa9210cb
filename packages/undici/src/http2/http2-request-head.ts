// The head of a request over HTTP/2.
import type http2 from 'node:http2';
import { emptyRecord } from '../wire/empty-record.ts';
import type { DispatchOptions } from '../wire/dispatch-options.ts';

/** The header fields of a request, with the pseudo fields first. A `host` becomes the authority, and names are in lower case. */
export function requestHead(
  scheme: string,
  authority: string,
  options: DispatchOptions,
): http2.OutgoingHttpHeaders {
  const headers = emptyRecord() as http2.OutgoingHttpHeaders;
  headers[':method'] = options.method;
  headers[':scheme'] = scheme;
  headers[':authority'] = authority;
  headers[':path'] = options.path;
  const list = options.headers;
  for (let index = 0; index < list.length; index += 2) {
    const name = (list[index] as string).toLowerCase();
    const value = list[index + 1] as string;
    const known = headers[name];
    if (name === 'host') headers[':authority'] = value;
    else if (known === undefined) headers[name] = value;
    else headers[name] = Array.isArray(known) ? [...known, value] : [String(known), value];
  }
  const { body } = options;
  if (body instanceof Uint8Array) headers['content-length'] = String(body.length);
  return headers;
}
