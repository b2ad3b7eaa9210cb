// Converts headers to the form of Node's `http.IncomingMessage`.
import type { IncomingHttpHeaders } from 'node:http';
import type { HttpHeaders } from '@sluice/core';

/** Headers of which Node keeps only the first line (see `message.headers` in its documentation). */
const FIRST_ONLY: ReadonlySet<string> = new Set([
  'age',
  'authorization',
  'content-length',
  'content-type',
  'etag',
  'expires',
  'from',
  'host',
  'if-modified-since',
  'if-unmodified-since',
  'last-modified',
  'location',
  'max-forwards',
  'proxy-authorization',
  'referer',
  'retry-after',
  'server',
  'user-agent',
]);

/** Headers in the form of `http.IncomingMessage`: one field per name, lines joined as in Node.js. */
export function nodeHeaders(headers: HttpHeaders): IncomingHttpHeaders {
  const fields: IncomingHttpHeaders = {};
  for (const [name, value] of headers) {
    const known = fields[name];
    if (name === 'set-cookie') (fields['set-cookie'] ??= []).push(value);
    else if (known === undefined) fields[name] = value;
    else if (!FIRST_ONLY.has(name))
      fields[name] = `${String(known)}${name === 'cookie' ? '; ' : ', '}${value}`;
  }
  return fields;
}
