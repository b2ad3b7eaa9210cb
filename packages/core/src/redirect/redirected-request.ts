// The request that follows a redirect, by the rules of the Fetch standard.
import { RedirectError } from '../errors/redirect-error.ts';
import { safeUrl } from '../errors/redact.ts';
import { describesBody } from '../headers/body-headers.ts';
import { harmlessHeaders } from '../headers/harmless-headers.ts';
import { notReplayable } from '../request/body/source-chunks.ts';
import { parseHttpUrl } from '../request/http-url.ts';
import type { HttpRequest } from '../request/request.ts';
import type { HttpResponse } from '../response/response.ts';

const STATUSES = new Set([301, 302, 303, 307, 308]);

/** Whether a status is a redirect (Fetch standard, "redirect status"). */
export function isRedirectStatus(status: number): boolean {
  return STATUSES.has(status);
}

/**
 * Whether a redirect has no target. An empty reference is the request's own URL (RFC 9110 section 10.2.2): fetch requests
 * that URL again, while curl returns the response, as a call does here.
 */
export function hasNoTarget(location: string | null, { call }: HttpRequest): boolean {
  return location === null || (location === '' && !call.isFetch);
}

function targetOf(location: string, from: URL): URL {
  const url = parseHttpUrl(asUtf8(location), from);
  // Some clients address a Unix socket by the host name `unix`. No redirect may reach a Unix socket, whatever the transport.
  if (url === undefined || url.hostname === 'unix') {
    throw new RedirectError(`redirected by ${safeUrl(from)} to a target that is not an http(s) URL`);
  }
  if (url.hash === '') url.hash = from.hash;
  return url;
}

/** Header values are bytes, decoded as Latin-1. A Location is decoded as UTF-8, as browsers and curl do. */
function asUtf8(location: string): string {
  return /[\u0080-\u00ff]/.test(location) ? Buffer.from(location, 'latin1').toString('utf8') : location;
}

/**
 * The request to the location that a redirect names.
 * @throws RedirectError if the location is not an http(s) URL; BodyError if the body cannot be sent again
 */
export function redirectedRequest(
  request: HttpRequest,
  { status, headers: responseHeaders }: HttpResponse,
  location: string,
): HttpRequest {
  const target = targetOf(location, request.url);
  const { method } = request;
  // Fetch standard, HTTP-redirect fetch, step 12.
  const toGet =
    (status === 303 && method !== 'GET' && method !== 'HEAD') ||
    ((status === 301 || status === 302) && method === 'POST');
  let { headers, body } = request;
  // Fetch standard, HTTP-redirect fetch, step 11: only a 303 discards a stream.
  const mayDiscard = status === 303 || !request.call.isFetch;
  if (toGet && (mayDiscard || body?.replayable !== false)) {
    headers = headers.filter((name) => !describesBody(name));
    body = undefined;
  } else if (body?.replayable === false) {
    throw notReplayable();
  }
  if (target.origin !== request.url.origin) headers = harmlessHeaders(headers);
  const nextMethod = toGet ? 'GET' : method;
  const rules = request.call.redirectRules;
  if (rules !== undefined) {
    const referrerPolicy = responseHeaders.get('referrer-policy');
    headers = headers.merge(rules.onRedirect({ target, method: nextMethod, referrerPolicy }));
  }
  const url = new URL(target);
  url.username = '';
  url.password = '';
  return request.with({ url, headers, body, method: nextMethod });
}
