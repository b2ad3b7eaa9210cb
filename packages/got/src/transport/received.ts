// The headers of a response as received, and the body that they declare.
import http from 'node:http';
import type { HttpRequest } from '@sluice/core';
import {
  declaredLength,
  endsWithConnection,
  refusedResponse,
  ResponseBody,
  type BodySource,
  type ReceivedHeaders,
} from '@sluice/core/transport';

/** A response of got: from Node's client, from got's HTTP/2 client, or from its cache. */
export interface ReceivedHead {
  readonly rawHeaders?: readonly string[] | undefined;
  readonly headers: Readonly<ReceivedHeaders>;
}

/**
 * The header lines as received. Node.js merges them, and drops some repeated lines and `__proto__`. A response from got's
 * cache has only merged headers.
 */
export function headersOf({ rawHeaders, headers }: ReceivedHead): ReceivedHeaders {
  const record = Object.create(null) as ReceivedHeaders;
  if (rawHeaders === undefined || rawHeaders.length === 0) return Object.assign(record, headers);
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] as string).toLowerCase();
    const value = rawHeaders[index + 1] as string;
    const known = record[name];
    if (known === undefined) record[name] = value;
    else if (typeof known === 'string') record[name] = [known, value];
    else known.push(value);
  }
  return record;
}

/** Creates the body that the headers of a response declare. */
export function bodyOf(
  { attempt, method }: HttpRequest,
  { statusCode, isFromCache }: { readonly statusCode: number; readonly isFromCache: boolean },
  received: ReceivedHeaders,
  source: BodySource,
): ResponseBody {
  const body = new ResponseBody(attempt, source, declaredLength(method, statusCode, received));
  if (!isFromCache && endsWithConnection(method, statusCode, received)) body.endWithConnection();
  return body;
}

/**
 * Limits the header bytes of a response over HTTP/2. Over HTTP/1.1, Node's parser limits them.
 * @param most the limit of the instance. Default: that of Node (`http.maxHeaderSize`)
 * @throws NetworkError `ERR_SLUICE_PROTOCOL`
 */
export function checkHeadBytes(received: ReceivedHeaders, most: number = http.maxHeaderSize): void {
  let bytes = 0;
  for (const name in received) {
    for (const value of [received[name] ?? []].flat()) bytes += name.length + value.length;
  }
  if (bytes > most) throw refusedResponse(`more than ${most} header bytes (maxHeaderSize)`, false);
}
