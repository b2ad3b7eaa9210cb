// The head of a Response of `client.fetch`.
import type { HttpHeaders } from '../headers/headers.ts';
import type { HttpResponse } from '../response/response.ts';

/** The parts of a Response that its clones share. */
export interface Head {
  readonly status: number;
  readonly statusText: string;
  readonly url: string;
  readonly redirected: boolean;
  readonly received: HttpHeaders;
  readonly type: 'basic' | 'cors' | 'opaque';
}

/** The init of a new Response with the same media type. */
export function mediaTypeOf({ received }: Head): ResponseInit {
  const type = received.get('content-type');
  const headers: [string, string][] = type === null ? [] : [['content-type', type]];
  return Object.assign(Object.create(null), { headers }) as ResponseInit;
}

// oxlint-disable-next-line eslint/no-control-regex -- control characters are meant
const CONTROL = /[\0-\x08\x0a-\x1f\x7f]/;

/**
 * The head of a Response.
 * @param type how much of the response the caller may see: neither the status nor the body of an `opaque` one
 */
export function headOf(response: HttpResponse, type: Head['type']): Head {
  const { status, statusText, url, redirected, headers } = response;
  const hash = url.indexOf('#');
  return {
    status: type === 'opaque' ? 0 : status,
    statusText: type !== 'opaque' && !CONTROL.test(statusText) ? statusText : '',
    // Fetch standard: the url of a Response has no fragment.
    url: hash === -1 ? url : url.slice(0, hash),
    redirected,
    received: headers,
    type,
  };
}

/** Statuses whose Response has no body (Fetch standard, "null body status"); 0 is the status of an opaque Response. */
const NULL_BODY: ReadonlySet<number> = new Set([0, 101, 103, 204, 205, 304]);

/** Whether a Response has no body at all. */
export function hasNullBody(status: number, method: string): boolean {
  return method === 'HEAD' || NULL_BODY.has(status);
}
