// The plugin `redirect()`: follows redirects.
import { notReplayable } from './request/body/source-chunks.ts';
import { parseHttpUrl } from './request/http-url.ts';
import { RedirectError } from './errors/redirect-error.ts';
import { safeUrl } from './errors/redact.ts';
import { describesBody } from './headers/body-headers.ts';
import { harmlessHeaders } from './headers/harmless-headers.ts';
import { callOption, type CallOption, type GivenOptions } from './options/call-option.ts';
import { integer, oneOf } from './options/parsers.ts';
import { optionsOf } from './options/resolved-options.ts';
import type { Next, Plugin } from './plugin.ts';
import type { Dispatch, ResponseHandler } from './interceptor.ts';
import { promised, settle } from './pipeline/dispatch.ts';
import type { HttpRequest } from './request/request.ts';
import type { HttpResponse } from './response/response.ts';

/** The declarations of the plugin's options. */
class RedirectOptions {
  /** Follow redirects, return them as they are, or fail at the first. Default: `follow`. */
  readonly redirect: CallOption<'follow' | 'manual' | 'error'> = callOption(
    oneOf('follow', 'manual', 'error'),
    'follow',
  );
  /** The largest number of redirects followed; 0 fails at the first. Default: 20, as in the Fetch standard. */
  readonly maxRedirects: CallOption<number> = callOption(integer({ max: 1_000 }), 20);
}

/** The options of {@link redirect}; `optionsOf()` reads them. */
export const REDIRECT_OPTIONS: RedirectOptions = new RedirectOptions();

/** What {@link redirect} adds to every call. */
export interface RedirectCallOptions extends GivenOptions<RedirectOptions> {}

const STATUSES = new Set([301, 302, 303, 307, 308]);

/** Whether a status is a redirect (Fetch standard, "redirect status"). */
export function isRedirectStatus(status: number): boolean {
  return STATUSES.has(status);
}

/**
 * Plugin, stage `call`: follows redirects by the rules of the Fetch standard. The body of a redirect is drained within
 * the call's bound. Only headers that are known to carry no credential go to another origin; a redirect back does not
 * restore the others.
 */
export function redirect(): Plugin<RedirectCallOptions> {
  return {
    name: 'redirect',
    stage: 'call',
    callOptions: REDIRECT_OPTIONS,
    setup: () => ({
      interceptor(request, handler, next) {
        const manual = optionsOf(REDIRECT_OPTIONS, request).redirect === 'manual';
        next(request, manual ? handler : new RedirectHandler(request, handler, next));
      },
    }),
  };
}

/** Handles the first response: a redirect is followed, any other response is passed on. */
class RedirectHandler implements ResponseHandler {
  readonly #request: HttpRequest;
  readonly #handler: ResponseHandler;
  readonly #next: Dispatch;

  constructor(request: HttpRequest, handler: ResponseHandler, next: Dispatch) {
    this.#request = request;
    this.#handler = handler;
    this.#next = next;
  }

  onResponse(response: HttpResponse): void {
    const location = response.headers.get('location');
    if (!STATUSES.has(response.status) || hasNoTarget(location, this.#request)) {
      this.#handler.onResponse(response);
      return;
    }
    const request = this.#request;
    settle(request, this.#handler, () => follow(request, response, promised(this.#next)));
  }

  onError(error: unknown): void {
    this.#handler.onError(error);
  }
}

async function follow(first: HttpRequest, firstResponse: HttpResponse, next: Next): Promise<HttpResponse> {
  const { redirect: mode, maxRedirects: max } = optionsOf(REDIRECT_OPTIONS, first);
  let request = first;
  let response = firstResponse;
  for (let hops = 0; STATUSES.has(response.status); hops++) {
    const [location, ...more] = response.headers.getAll('location');
    if (location === undefined || hasNoTarget(location, request)) break;
    response.discard();
    // Several values, joined as a list, would be a URL that the server did not send.
    if (more.some((other) => other !== location))
      throw new RedirectError(`redirected by ${safeUrl(request.url)} to several different locations`);
    if (mode === 'error')
      throw new RedirectError(`redirected by ${safeUrl(request.url)}, but redirect is 'error'`);
    if (hops >= max) throw tooManyRedirects(max, request);
    // A URL may be visited again: a cookie or a counter may change the response (Fetch standard).
    request = redirected(request, response, targetOf(location, request.url));
    // oxlint-disable-next-line no-await-in-loop -- each hop depends on the response before it
    response = await next(request);
  }
  return response.asRedirected();
}

function tooManyRedirects(max: number, { url }: HttpRequest): RedirectError {
  return new RedirectError(`more than maxRedirects (${max}) redirects; the last was by ${safeUrl(url)}`);
}

/**
 * Whether a redirect has no target. An empty reference is the request's own URL (RFC 9110 section 10.2.2): fetch requests
 * that URL again, while curl returns the response, as a call does here.
 */
function hasNoTarget(location: string | null, { call }: HttpRequest): boolean {
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

function redirected(
  request: HttpRequest,
  { status, headers: responseHeaders }: HttpResponse,
  target: URL,
): HttpRequest {
  const { method } = request;
  // Fetch standard, HTTP-redirect fetch, step 12.
  const toGet =
    (status === 303 && method !== 'GET' && method !== 'HEAD') ||
    ((status === 301 || status === 302) && method === 'POST');
  let { headers, body } = request;
  if (toGet) {
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
