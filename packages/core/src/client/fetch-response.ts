import { toWebStream } from '../response/web-stream.ts';
import type { HttpResponse } from '../response/response.ts';

/** Statuses whose Response must have no body (Fetch standard, "null body status"). */
const NULL_BODY = new Set([101, 103, 204, 205, 304]);

// reason-phrase, RFC 9112 section 4; what else a peer sends would make Response throw
const REASON = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * A response as fetch's Response, its body decoded unless `decompress` is off.
 * @throws TypeError when the standard has no Response for it: a status outside 200–599, or a header it refuses. Its
 * body is discarded then.
 */
export function toFetchResponse(response: HttpResponse, method: string): Response {
  const { status, statusText } = response;
  const empty = method === 'HEAD' || NULL_BODY.has(status);
  if (empty) response.discard();
  // As in fetch, also if the caller set `accept-encoding`.
  response.attempt.call.decodeByOptionAlone();
  try {
    const headers = new Headers();
    for (const [name, value] of response.headers) headers.append(name, value);
    // Checked with an empty one first: a stream that was made must be read or cancelled.
    const init = { status, statusText: REASON.test(statusText) ? statusText : '', headers };
    const made = new Response(null, init);
    const full = empty ? made : new Response(streamOf(response), init);
    Object.defineProperty(full, 'url', { value: withoutHash(response.url) });
    Object.defineProperty(full, 'redirected', { value: response.redirected });
    return full;
  } catch (cause) {
    response.discard();
    throw new TypeError(`fetch has no Response for what was answered (status ${status})`, { cause });
  }
}

/** The body, claimed when it is first read: one of a Response that nobody reads stays unread. */
function streamOf(response: HttpResponse): ReadableStream<Uint8Array> {
  const { lifetime, attempt } = response;
  if (lifetime.used) return response.body;
  const stream = toWebStream(lifetime, () => response.claim());
  attempt.reachableThrough(stream, true);
  return stream;
}

/** Fetch standard: the url of a Response has no fragment. */
function withoutHash(url: string): string {
  const hash = url.indexOf('#');
  return hash === -1 ? url : url.slice(0, hash);
}
