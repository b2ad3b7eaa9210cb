// The head of a request over HTTP/2.
import type http2 from 'node:http2';
import { emptyRecord } from '../wire/empty-record.ts';
import type { DispatchOptions } from '../wire/dispatch-options.ts';

const [MAJOR = 0, MINOR = 0] = process.versions.node.split('.').map(Number);

/** Whether this Node.js accepts a list of lines, as it does from 24.8 on. It does not copy the list. */
const ACCEPTS_LINES = MAJOR > 24 || (MAJOR === 24 && MINOR >= 8);

/** The index of the value of `:authority` in the list. */
const AUTHORITY = 5;

/**
 * The header lines of a request, names and values in turn, with the pseudo fields first. A `host` becomes the authority,
 * names are in lower case, and the length is that of a body in memory.
 */
export function requestHead(scheme: string, authority: string, options: DispatchOptions): string[] {
  const { body, headers, method, path } = options;
  const bytes = body instanceof Uint8Array ? String(body.length) : undefined;
  const lines = [':method', method, ':scheme', scheme, ':authority', authority, ':path', path];
  for (let index = 0; index < headers.length; index += 2) {
    const name = (headers[index] as string).toLowerCase();
    const value = headers[index + 1] as string;
    if (name === 'host') lines[AUTHORITY] = value;
    else if (name !== 'content-length' || bytes === undefined) lines.push(name, value);
  }
  if (bytes !== undefined) lines.push('content-length', bytes);
  return lines;
}

/** Header lines in the form that is cheapest for `session.request()` of this Node.js. */
export function headersOf(
  lines: string[],
  acceptsLines: boolean = ACCEPTS_LINES,
): string[] | http2.OutgoingHttpHeaders {
  if (acceptsLines) return lines;
  const headers = emptyRecord() as http2.OutgoingHttpHeaders;
  for (let index = 0; index < lines.length; index += 2) {
    const name = lines[index] as string;
    const value = lines[index + 1] as string;
    const known = headers[name];
    if (known === undefined) headers[name] = value;
    else headers[name] = Array.isArray(known) ? [...known, value] : [String(known), value];
  }
  return headers;
}
