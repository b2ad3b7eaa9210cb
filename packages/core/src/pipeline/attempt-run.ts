// One attempt on its way through the stage `attempt`, up to its outcome.
import type { AttemptScope } from '../lifecycle/attempt-scope.ts';
import { publishAttemptEnd, publishAttemptError } from '../diagnostics.ts';
import type { ResponseHandler } from '../interceptor.ts';
import type { Next } from '../plugin.ts';
import { withComputedHeaders } from '../request/computed-headers.ts';
import type { HttpRequest } from '../request/request.ts';
import type { HttpResponse } from '../response/response.ts';
import type { AbortListener } from '../lifecycle/scope.ts';
import { notifyError, notifyResponse } from './dispatch.ts';
import { isResponse, noAnswer, type AttemptLayers } from './no-response.ts';

/**
 * Turns of the microtask queue that the layers have after an abort to settle by themselves, so that a layer can replace
 * the abort by its own error. A layer that reacts to the abort takes three.
 */
const GRACE_TURNS = 100;

const SETTLED = Promise.resolve();

/**
 * Runs one attempt through its stage and reports its outcome once: the response, or the failure. If the call buffers the
 * body, reading it is part of the attempt, so that a body cut short is a failed attempt.
 *
 * An abort ends the attempt even if a plugin never settles; a response that arrives later is destroyed. The handler runs
 * in the async context of the call, whichever promise settles first.
 */
export class AttemptRun implements AbortListener {
  readonly #request: HttpRequest;
  readonly #attempt: AttemptScope;
  readonly #handler: ResponseHandler;
  readonly #layers: AttemptLayers;
  #settled = false;
  #resolveAborted!: () => void;

  constructor(request: HttpRequest, attempt: AttemptScope, handler: ResponseHandler, layers: AttemptLayers) {
    this.#request = request;
    this.#attempt = attempt;
    this.#handler = handler;
    this.#layers = layers;
  }

  /** Sends the request through the stage. */
  start(next: Next): void {
    const request = this.#request;
    const attempt = this.#attempt;
    request.branch.awaitAttempt(attempt);
    attempt.hold();
    attempt.addAbortListener(this);
    const aborted = new Promise<void>((resolve) => {
      this.#resolveAborted = resolve;
    });
    void aborted.then(() => this.#giveUp());
    let sent: Promise<HttpResponse>;
    try {
      const own = request.forAttempt(attempt);
      sent = Promise.resolve(request.call.computesHeaders ? sendComputed(own, next) : next(own));
    } catch (error) {
      sent = Promise.reject(error);
    }
    sent.then(
      (response) => this.#arrived(response),
      (error: unknown) => this.#failed(error),
    );
  }

  /** The attempt was aborted. */
  onAbort(): void {
    this.#resolveAborted();
  }

  async #giveUp(): Promise<void> {
    // oxlint-disable-next-line no-await-in-loop -- a turn of the microtask queue after the other
    for (let turn = 0; turn < GRACE_TURNS && !this.#settled; turn++) await SETTLED;
    const { reason } = this.#attempt;
    this.#failed(reason);
    this.#attempt.end();
  }

  #arrived(response: HttpResponse): void {
    const attempt = this.#attempt;
    if (!isResponse(response)) {
      this.#failed(noAnswer(attempt, this.#layers));
      return;
    }
    const { lifetime } = response;
    if (this.#settled || attempt.aborted) {
      lifetime.destroy(attempt.reason);
      this.#failed(attempt.reason);
      return;
    }
    // Flush first, so that a body that arrived with its head is complete, and its connection free.
    lifetime.flush();
    const { record, startedAt, call } = attempt;
    record.duration = lifetime.headAt - startedAt;
    record.status = response.status;
    let arriving: Promise<void> | undefined;
    try {
      if (call.buffersBody && response.ok && !lifetime.used) arriving = response.arrive();
    } catch (error) {
      this.#failed(error);
      return;
    }
    if (arriving === undefined) this.#answered(response);
    else {
      arriving.then(
        () => this.#answered(response),
        (error: unknown) => this.#failed(error),
      );
    }
  }

  #answered(response: HttpResponse): void {
    if (this.#settled) return;
    this.#settle();
    const attempt = this.#attempt;
    if (attempt.body !== response.lifetime) dismiss(attempt);
    attempt.release();
    publishAttemptEnd(this.#request, attempt.record);
    notifyResponse(this.#request, this.#handler, response);
  }

  #failed(error: unknown): void {
    if (this.#settled) return;
    this.#settle();
    const attempt = this.#attempt;
    attempt.record.duration ??= attempt.call.clock.now() - attempt.startedAt;
    attempt.fail(error);
    attempt.release();
    publishAttemptError(this.#request, attempt.record);
    notifyError(this.#request, this.#handler, error);
  }

  #settle(): void {
    this.#settled = true;
    const attempt = this.#attempt;
    this.#request.branch.settleAttempt(attempt);
    // The scope must not keep the handler, and with it the caller's response, reachable. A detached attempt may still be
    // aborted by its limit.
    if (!attempt.detached) attempt.removeAbortListener(this);
  }
}

/** Sends a request after the functions of its call have computed its headers. */
async function sendComputed(request: HttpRequest, next: Next): Promise<HttpResponse> {
  const complete = await withComputedHeaders(request);
  request.attempt.throwIfAborted();
  return await next(complete);
}

/** Drains or aborts the exchange of an attempt for which a plugin returned another response. */
function dismiss(attempt: AttemptScope): void {
  const { body, call } = attempt;
  if (body === undefined) attempt.abort(new DOMException('a plugin returned another response', 'AbortError'));
  else void body.drain(call.options.drain);
}
