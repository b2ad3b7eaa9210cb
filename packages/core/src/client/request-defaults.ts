// The headers and query fields that a client adds to its requests.
import { HttpHeaders } from '../headers/headers.ts';
import { readUnpolluted } from '../options/read-unpolluted.ts';
import { appendFields, appendMissing } from '../request/query.ts';
import { ACCEPTED_CODINGS } from '../response/decode/codings.ts';
import type { RequestDefaults } from '../transport.ts';
import type { ClientDefaults } from './build-request.ts';

/** The defaults of a call of `fetch`, which accepts any media type (Fetch standard, fetching, step 13). */
export function acceptAny(defaults: ClientDefaults): ClientDefaults {
  const { headers, decodingHeaders } = defaults;
  if (headers.has('accept')) return defaults;
  return {
    ...defaults,
    headers: headers.with('accept', '*/*'),
    decodingHeaders: decodingHeaders.with('accept', '*/*'),
  };
}

/** The fixed headers and query fields that a client adds to its requests. */
export interface OwnDefaults {
  readonly headers: HttpHeaders;
  readonly query: URLSearchParams | undefined;
}

/** The headers and query fields of a client's requests: those of the client override the transport's. @throws OptionError */
export function requestDefaults(
  own: OwnDefaults,
  added: RequestDefaults | undefined,
): Pick<ClientDefaults, 'headers' | 'decodingHeaders' | 'query'> {
  const addedHeaders = added && readUnpolluted(added, 'headers');
  const headers =
    addedHeaders === undefined ? own.headers : HttpHeaders.from(addedHeaders).merge(own.headers);
  const decodingHeaders = headers.has('accept-encoding')
    ? headers
    : headers.with('accept-encoding', ACCEPTED_CODINGS);
  const fields = added && readUnpolluted(added, 'query');
  if (fields === undefined) return { headers, decodingHeaders, query: own.query };
  const query = new URLSearchParams(own.query);
  appendMissing(query, queryOf(fields));
  return { headers, decodingHeaders, query };
}

/** Parses the option `query` of a client. @throws OptionError for a bad field */
export function queryOf(given: unknown): URLSearchParams {
  const query = new URLSearchParams();
  appendFields(query, given, 'query');
  return query;
}
