import { readBeginning } from '../body/read-within.ts';
import { publishCallEnd, publishCallError, publishCallStart } from '../diagnostics.ts';
import { attachCall } from '../errors/base.ts';
import { isRedirectError, isSluiceError } from '../errors/guards.ts';
import { HttpError } from '../errors/http-error.ts';
import { safeUrl } from '../errors/redact.ts';
import { isResponse, noResponse } from '../pipeline/no-response.ts';
import type { Next } from '../plugin.ts';
import type { HttpRequest } from '../request.ts';
import type { HttpResponse } from '../response.ts';
import type { AbortListener } from '../scope.ts';
import type { RunningCall } from './call.ts';

/** Counters of a client's calls. */
export interface CallCounts {
  started: number;
  answered: number;
  failed: number;
  inFlight: number;
}

/**
 * Runs one call to its response. Settles at once when the call is aborted, whatever the layers beneath do; a
 * response that comes too late is destroyed.
 */
export class CallRun implements AbortListener, RunningCall {
  readonly response: Promise<HttpResponse>;
  readonly #counts: CallCounts;
  #request: HttpRequest | undefined;
  #settled = false;
  #collect = false;
  #accept: string | undefined;
  #resolve!: (response: HttpResponse) => void;
  #reject!: (error: unknown) => void;

  constructor(counts: CallCounts) {
    this.#counts = counts;
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  wantBody(accept?: string): void {
    this.#collect = true;
    this.#accept ??= accept;
  }

  /** Ends a call that never began. */
  refuse(error: unknown): void {
    this.#settled = true;
    this.#counts.failed++;
    this.#reject(error);
  }

  /** Sends the request down the pipeline. */
  start(asked: HttpRequest, run: Next): void {
    const request = this.#accept === undefined ? asked : accepting(asked, this.#accept);
    const { call } = request;
    call.collect = this.#collect;
    this.#request = request;
    publishCallStart(request, call.attempts);
    call.addAbortListener(this);
    if (call.aborted) return;
    let running: Promise<HttpResponse>;
    try {
      running = Promise.resolve(run(request));
    } catch (error) {
      this.#fail(request, error);
      return;
    }
    running.then(
      (response) => this.#arrived(request, response),
      (error: unknown) => this.#fail(request, error),
    );
  }

  /** The call was aborted. */
  onAbort(reason: unknown): void {
    if (this.#request !== undefined) this.#fail(this.#request, reason);
  }

  /**
   * @param answered whether nothing is under way any more but drains, which are bounded; after a redirect that is not
   * followed neither
   */
  #fail(request: HttpRequest, error: unknown, answered = false): void {
    if (this.#settled) return;
    this.#settled = true;
    const { call } = request;
    this.#counts.failed++;
    if (isSluiceError(error) && Object.isExtensible(error)) attachCall(error, request, call);
    publishCallError(request, call.attempts, error);
    // Whatever is still under way beneath must not outlive the call.
    if (!answered && !isRedirectError(error)) call.abort(error);
    call.end();
    this.#reject(error);
  }

  #arrived(request: HttpRequest, response: HttpResponse): void {
    const { call } = request;
    if (!isResponse(response)) {
      this.#fail(request, noResponse('call'));
      return;
    }
    if (this.#settled) {
      response.lifetime.destroy(call.reason);
      return;
    }
    if (!response.ok && throwsStatus(response)) {
      void this.#failWithStatus(request, response);
      return;
    }
    this.#settled = true;
    this.#counts.answered++;
    call.removeAbortListener(this);
    response.attempt.addEndListener(call);
    publishCallEnd(request, call.attempts, response.status);
    this.#resolve(response.forCaller());
  }

  async #failWithStatus(request: HttpRequest, response: HttpResponse): Promise<void> {
    const { call } = request;
    const partial = await readBeginning(response, call.options.errorBody);
    const { status, statusText, headers, url } = response;
    const tries = call.attempts.length;
    const after = tries > 1 ? ` (gave up after ${tries} attempts)` : '';
    const message = `${request.method} ${safeUrl(request.url)} answered ${status}${after}`;
    const kept = { status, statusText, headers, url, body: partial.bytes, complete: partial.complete };
    this.#fail(request, new HttpError(message, kept), true);
  }
}

function accepting(request: HttpRequest, accept: string): HttpRequest {
  const { headers } = request;
  return headers.has('accept') ? request : request.withHeaders(headers.with('accept', accept));
}

function throwsStatus(response: HttpResponse): boolean {
  const { options, returnStatus } = response.attempt.call;
  return options.throwHttpErrors && !returnStatus && !isManualRedirect(response, options['redirect']);
}

function isManualRedirect(response: HttpResponse, redirect: unknown): boolean {
  return redirect === 'manual' && response.status >= 300 && response.status <= 399;
}
