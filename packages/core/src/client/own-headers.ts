// The headers that a call itself gives, in contrast to those of its client and of its body.
import { HttpHeaders, type HeadersInput } from '../headers/headers.ts';

/** The names of a call that gives no headers. */
export const NO_NAMES: ReadonlySet<string> = new Set();

/** The names, in lower case, of the headers that a call sets or removes. @param given headers that were checked */
export function namesOf(given: HeadersInput): ReadonlySet<string> {
  if (Symbol.iterator in given) return new Set([...given].map(([name]) => name.toLowerCase()));
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return new Set(entries.map(([name]) => name.toLowerCase()));
}

/**
 * The headers with the media type of the body. A type that the call gives is kept, unless it is that of a form without
 * its boundary. A type of the client is kept only if it can describe the body: a text may be anything, a JSON body may
 * have a type such as `application/vnd.api+json`.
 */
export function withContentType(
  headers: HttpHeaders,
  type: string,
  own: HeadersInput | undefined,
): HttpHeaders {
  const current = headers.get('content-type');
  if (current === null) return headers.with('content-type', type);
  const isOwn = own !== undefined && HttpHeaders.from(own).has('content-type');
  const isForm = type.startsWith('multipart/form-data');
  const fits = isOwn
    ? !isForm || !/^multipart\/form-data\s*(;|$)/i.test(current) || /;\s*boundary=/i.test(current)
    : type.startsWith('text/plain') || (type === 'application/json' && /^[^;]*[/+]json\b/i.test(current));
  return fits ? headers : headers.with('content-type', type);
}
