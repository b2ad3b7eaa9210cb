// The plugin `redirect()`: follows redirects.
import { RedirectError } from '../errors/redirect-error.ts';
import { safeUrl } from '../errors/redact.ts';
import type { Dispatch, ResponseHandler } from '../interceptor.ts';
import { optionsOf } from '../options/resolved-options.ts';
import { promised, settle } from '../pipeline/dispatch.ts';
import type { Next, Plugin } from '../plugin.ts';
import type { HttpRequest } from '../request/request.ts';
import type { HttpResponse } from '../response/response.ts';
import { hasNoTarget, isRedirectStatus, redirectedRequest } from './redirected-request.ts';
import { REDIRECT_OPTIONS, type RedirectCallOptions } from './redirect-options.ts';

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
    if (!this.#isRedirected(response)) {
      this.#handler.onResponse(response);
      return;
    }
    const request = this.#request;
    settle(request, this.#handler, () => follow(request, response, promised(this.#next)));
  }

  onError(error: unknown): void {
    this.#handler.onError(error);
  }

  #isRedirected({ status, headers }: HttpResponse): boolean {
    return isRedirectStatus(status) && !hasNoTarget(headers.get('location'), this.#request);
  }
}

async function follow(first: HttpRequest, firstResponse: HttpResponse, next: Next): Promise<HttpResponse> {
  const { redirect: mode, maxRedirects: max } = optionsOf(REDIRECT_OPTIONS, first);
  let request = first;
  let response = firstResponse;
  for (let hops = 0; isRedirectStatus(response.status); hops++) {
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
    request = redirectedRequest(request, response, location);
    // oxlint-disable-next-line no-await-in-loop -- each hop depends on the response before it
    response = await next(request);
  }
  return response.asRedirected();
}

function tooManyRedirects(max: number, { url }: HttpRequest): RedirectError {
  return new RedirectError(`more than maxRedirects (${max}) redirects; the last was by ${safeUrl(url)}`);
}
