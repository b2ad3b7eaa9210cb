// Runs one call until its outcome is known.
import { requireSync } from '../errors/callbacks.ts';
import { BodyPromise } from './body-promise.ts';
import { readBeginning } from '../response/read-beginning.ts';
import { AttemptReporter } from './attempt-reporter.ts';
import type { CallLogger } from './logger.ts';
import { publishCallEnd, publishCallError, publishCallStart, publishesAttempts } from '../diagnostics.ts';
import { attachCall, attachRequest } from '../errors/base.ts';
import type { Attempt } from '../history/attempt.ts';
import { rejectTraced } from '../errors/caller-stack.ts';
import { isRedirectError } from '../errors/guards.ts';
import { HttpError } from '../response/http-error.ts';
import { safeUrl } from '../errors/redact.ts';
import { optionsOf } from '../options/resolved-options.ts';
import { REDIRECT_OPTIONS } from '../redirect/redirect-options.ts';
import { isResponse, noResponse } from '../pipeline/no-response.ts';
import { hookedError } from '../hooks/hooks.ts';
import type { ResponseHandler } from '../interceptor.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { HttpRequest } from '../request/request.ts';
import type { HttpResponse } from '../response/response.ts';
import type { AbortListener } from '../lifecycle/scope.ts';
import type { CallsInFlight } from './calls-in-flight.ts';
import { PromiseResolvers, Reader, type Read } from './promises.ts';

/**
 * Runs one call until its outcome is known. An abort settles the call at once, whatever the layers below do; a response that
 * arrives later is destroyed.
 *
 * Promises are created on demand: most calls have one reader of the body, which is registered before the call starts, and
 * need no promise of the response.
 */
export class CallRun implements AbortListener, ResponseHandler {
  readonly #calls: CallsInFlight;
  readonly #pipeline: Pipeline;
  readonly #logger: CallLogger | undefined;
  #request: HttpRequest | undefined;
  #settled = false;
  /** The error with which the call fails when it starts. */
  #refusal: unknown;
  #buffersBody = false;
  #accept: string | undefined;
  /** The response for the caller. */
  #answer: HttpResponse | undefined;
  #error: unknown;
  #response: Promise<HttpResponse> | undefined;
  #waiting: PromiseResolvers<HttpResponse> | undefined;
  #reader: Reader<unknown> | undefined;

  constructor(calls: CallsInFlight, pipeline: Pipeline, logger?: CallLogger) {
    this.#calls = calls;
    this.#pipeline = pipeline;
    this.#logger = logger;
  }

  /** The promise of the response. */
  get response(): Promise<HttpResponse> {
    return (this.#response ??= this.#createPromise());
  }

  /**
   * The promise of a value that is read from the response. Before the call starts, this makes reading the whole body
   * part of it.
   * @param accept the `accept` header, unless one is set
   */
  read<Value>(read: Read<Value>, accept?: string): BodyPromise<Value> {
    this.#buffersBody = true;
    this.#accept ??= accept;
    if (this.#settled || this.#reader !== undefined || this.#response !== undefined) {
      return new BodyPromise(this, (resolve) => resolve(this.response.then(read)));
    }
    return new BodyPromise(this, (resolve, reject) => {
      this.#reader = new Reader<unknown>(read, resolve as (value: unknown) => void, reject);
    });
  }

  #createPromise(): Promise<HttpResponse> {
    if (this.#answer !== undefined) return Promise.resolve(this.#answer);
    if (this.#settled) return Promise.reject(this.#error);
    return new Promise((resolve, reject) => {
      this.#waiting = new PromiseResolvers(resolve, reject);
    });
  }

  /** Fails the call before anything is sent. Has no effect once the call has started. */
  refuse(error: unknown): void {
    if (this.#settled || this.#request !== undefined) return;
    this.#settled = true;
    this.#error = error;
    this.#calls.failed++;
    this.#rejectAll(error);
  }

  /** Fails the call when it starts, so that the error names the call. */
  refuseAtStart(error: unknown): void {
    this.#refusal ??= error;
  }

  /** Rejects the promises of the call that were created. */
  #rejectAll(error: unknown): void {
    if (this.#reader !== undefined) rejectTraced(this.#reader, error);
    if (this.#waiting !== undefined) rejectTraced(this.#waiting, error);
    // No consumer yet: surface the failure as an unhandled rejection.
    if (this.#reader === undefined) this.#response ??= Promise.reject(error);
  }

  /** Sends the request down the pipeline. */
  start(initial: HttpRequest): void {
    if (this.#refusal !== undefined) this.refuse(attachRequest(this.#refusal, initial));
    // Refused before it started.
    if (this.#settled) return initial.call.end();
    const request = this.#accept === undefined ? initial : withAccept(initial, this.#accept);
    const { call } = request;
    if (this.#buffersBody) call.bufferBody();
    this.#request = request;
    if (this.#logger !== undefined || publishesAttempts()) {
      call.observeAttempts(new AttemptReporter(call, this.#logger));
    }
    publishCallStart(request);
    call.addAbortListener(this);
    if (!call.aborted) this.#pipeline.run(request, this);
  }

  /** The call was aborted. */
  onAbort(reason: unknown): void {
    this.#fail(reason);
  }

  /** The pipeline failed. */
  onError(error: unknown): void {
    this.#fail(error);
  }

  /** @param answered true if only bounded drains remain, so that the call need not be aborted */
  #fail(error: unknown, answered = false): void {
    if (this.#settled) return;
    this.#settled = true;
    const request = this.#request as HttpRequest;
    const { call } = request;
    this.#calls.failed++;
    attachCall(error, { request, call });
    // Set before the failure is published, since a subscriber may request the response.
    const shown = hookedError(error, request);
    this.#error = shown;
    publishCallError(request, error);
    call.attemptObserver?.onSettled();
    this.#logger?.failed(call, request, shown);
    // The work of the layers below must not outlive the call. After a refused redirect, only a drain remains.
    if (!answered && !isRedirectError(error)) call.abort(error);
    call.end();
    this.#rejectAll(shown);
  }

  /** The pipeline answered. */
  onResponse(response: HttpResponse): void {
    const request = this.#request as HttpRequest;
    const { call } = request;
    if (!isResponse(response)) {
      this.#fail(noResponse(this.#pipeline.unchecked));
      return;
    }
    if (this.#settled) {
      response.lifetime.destroy(call.reason);
      return;
    }
    try {
      if (!response.ok && throwsStatus(response)) {
        void this.#failWithStatus(request, response);
        return;
      }
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#settled = true;
    this.#calls.answered++;
    call.removeAbortListener(this);
    response.attempt.addEndListener(call);
    // Set before the end is published, since a subscriber may request the response.
    const answer = response.forCaller();
    this.#answer = answer;
    publishCallEnd(request, response.status);
    call.attemptObserver?.onSettled();
    this.#logger?.answered(call, request, response.status);
    this.#resolveAll(answer);
  }

  /** Resolves the promises of the call that were created. */
  #resolveAll(response: HttpResponse): void {
    const reader = this.#reader;
    if (reader !== undefined) {
      try {
        reader.resolve(reader.read(response));
      } catch (error) {
        rejectTraced(reader, error);
      }
    }
    this.#waiting?.resolve(response);
  }

  async #failWithStatus(request: HttpRequest, response: HttpResponse): Promise<void> {
    const { call } = request;
    const partial = await readBeginning(response, call.options.errorBody);
    const { status, statusText, headers, url } = response;
    const message = `${request.method} ${safeUrl(request.url)} answered ${status}${whyFinal(call.attempts)}`;
    const details = { status, statusText, headers, url, body: partial.bytes, complete: partial.complete };
    this.#fail(new HttpError(message, details), true);
  }
}

/** Why no other attempt follows, for the message of an error. */
function whyFinal(attempts: readonly Attempt[]): string {
  const reason = attempts.at(-1)?.reason ?? '';
  // The message already contains the status, and `attempts` the number of retries.
  const why = reason.replace(/^(?:not retried|gave up): /, '').replace(/ \(status \d+\)$/, '');
  if (reason.startsWith('not retried: ')) return ` (not retried: ${why})`;
  if (attempts.length < 2) return '';
  const limited = reason.startsWith('gave up: ') && !why.startsWith('maxRetries') ? `: ${why}` : '';
  return ` (gave up after ${attempts.length} attempts${limited})`;
}

function withAccept(request: HttpRequest, accept: string): HttpRequest {
  const { headers } = request;
  return headers.has('accept') ? request : request.withHeaders(headers.with('accept', accept));
}

function throwsStatus(response: HttpResponse): boolean {
  const { call } = response.attempt;
  if (call.returnsAnyStatus || isManualRedirect(response)) return false;
  const { throwHttpErrors: rule } = call.options;
  return typeof rule === 'function' ? requireSync(rule(response.status), 'throwHttpErrors') : rule;
}

/** Always false for a client without the plugin `redirect`. */
function isManualRedirect({ status, attempt }: HttpResponse): boolean {
  return status >= 300 && status <= 399 && optionsOf(REDIRECT_OPTIONS, attempt.call).redirect === 'manual';
}
