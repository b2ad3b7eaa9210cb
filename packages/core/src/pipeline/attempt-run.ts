// Runs one attempt through the stage `attempt` until its outcome is known.
import type { AsyncResource } from 'node:async_hooks';
import type { AttemptScope } from '../lifecycle/attempt-scope.ts';
import { publishAttemptEnd, publishAttemptError } from '../diagnostics.ts';
import type { Dispatch, ResponseHandler } from '../interceptor.ts';
import { withComputedHeaders } from '../request/computed-headers.ts';
import type { HttpRequest } from '../request/request.ts';
import type { HttpResponse } from '../response/response.ts';
import type { AbortListener } from '../lifecycle/scope.ts';
import { soon, type SoonWork } from '../lifecycle/soon.ts';
import { notifyError, notifyResponse } from './dispatch.ts';
import { isResponse, noAnswer, type AttemptLayers } from './no-response.ts';

/**
 * Turns of the microtask queue in which the layers can settle after an abort, so that a layer can replace the reason by its
 * own error. A layer that reacts to the abort needs three.
 */
const GRACE_TURNS = 100;

const SETTLED = Promise.resolve();

/** The state of an attempt: sent to its layers; outcome known but not reported; body being collected; or settled. */
type State = 'sent' | 'known' | 'collecting' | 'settled';

/**
 * Runs one attempt through its stage and reports its outcome once: the response, or the failure. If the call buffers the
 * body, reading it is part of the attempt, so that a body cut short is a failed attempt.
 *
 * The layers report the outcome in any async context, perhaps while a parser runs. The handler gets it in a microtask, in
 * the context of the call. An abort ends the attempt even if a plugin never settles; a response that arrives later is
 * destroyed.
 */
export class AttemptRun implements AbortListener, ResponseHandler, SoonWork {
  readonly #request: HttpRequest;
  readonly #attempt: AttemptScope;
  readonly #handler: ResponseHandler;
  readonly #layers: AttemptLayers;
  #state: State = 'sent';
  #aborted = false;
  #answered = false;
  /** The response or the error, once it is known. */
  #outcome: unknown;
  nextDue: SoonWork | undefined = undefined;

  constructor(request: HttpRequest, attempt: AttemptScope, handler: ResponseHandler, layers: AttemptLayers) {
    this.#request = request;
    this.#attempt = attempt;
    this.#handler = handler;
    this.#layers = layers;
  }

  /** Sends the request through the stage. */
  start(next: Dispatch): void {
    const request = this.#request;
    const attempt = this.#attempt;
    request.branch.awaitAttempt(attempt);
    attempt.hold();
    attempt.addAbortListener(this);
    const own = request.forAttempt(attempt);
    if (request.call.computesHeaders) void sendComputed(own, this, next);
    else next(own, this);
  }

  /** The layers answered. */
  onResponse(response: HttpResponse): void {
    if (this.#state === 'sent') this.#setOutcome(true, response);
    // The late response of an aborted attempt. Without an abort, it could be the response that is in use.
    else if (this.#state === 'settled' && this.#attempt.aborted && isResponse(response))
      response.lifetime.destroy(this.#attempt.reason);
  }

  /** The layers failed. */
  onError(error: unknown): void {
    if (this.#state === 'sent') this.#setOutcome(false, error);
  }

  #setOutcome(answered: boolean, outcome: unknown): void {
    this.#state = 'known';
    this.#answered = answered;
    this.#outcome = outcome;
    // After an abort, `#giveUp` reads the outcome.
    if (!this.#aborted) soon(this);
  }

  /** The attempt was aborted. */
  onAbort(): void {
    this.#aborted = true;
    if (this.#state !== 'known') soon(this);
  }

  get context(): AsyncResource {
    return this.#attempt.context;
  }

  /** The outcome is known, or the attempt was aborted. */
  onSoon(): void {
    if (this.#state === 'known') this.#reportOutcome();
    else void this.#giveUp();
  }

  async #giveUp(): Promise<void> {
    for (let turn = 0; turn < GRACE_TURNS && this.#state !== 'settled'; turn++) {
      // oxlint-disable-next-line no-await-in-loop -- a turn of the microtask queue after the other
      await SETTLED;
      if (this.#state === 'known') this.#reportOutcome();
    }
    this.#fail(this.#attempt.reason);
    this.#attempt.end();
  }

  #reportOutcome(): void {
    if (this.#answered) this.#finishWith(this.#outcome as HttpResponse);
    else this.#fail(this.#outcome);
  }

  #finishWith(response: HttpResponse): void {
    const attempt = this.#attempt;
    if (!isResponse(response)) {
      this.#fail(noAnswer(attempt, this.#layers));
      return;
    }
    const { lifetime } = response;
    if (attempt.aborted) {
      lifetime.destroy(attempt.reason);
      this.#fail(attempt.reason);
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
      this.#fail(error);
      return;
    }
    if (arriving === undefined) {
      this.#succeed(response);
      return;
    }
    this.#state = 'collecting';
    arriving.then(
      () => this.#succeed(response),
      (error: unknown) => this.#fail(error),
    );
  }

  #succeed(response: HttpResponse): void {
    if (this.#state === 'settled') return;
    this.#settle();
    const attempt = this.#attempt;
    if (attempt.body !== response.lifetime) dropExchange(attempt);
    attempt.release();
    publishAttemptEnd(this.#request, attempt.record);
    notifyResponse(this.#request, this.#handler, response);
  }

  #fail(error: unknown): void {
    if (this.#state === 'settled') return;
    this.#settle();
    const attempt = this.#attempt;
    attempt.record.duration ??= attempt.call.clock.now() - attempt.startedAt;
    attempt.fail(error);
    attempt.release();
    publishAttemptError(this.#request, attempt.record);
    notifyError(this.#request, this.#handler, error);
  }

  #settle(): void {
    this.#state = 'settled';
    this.#outcome = undefined;
    const attempt = this.#attempt;
    this.#request.branch.settleAttempt(attempt);
    // The scope must not keep the handler, and with it the caller's response, reachable. A detached attempt may still be
    // aborted by its limit.
    if (!attempt.detached) attempt.removeAbortListener(this);
  }
}

/** Sends a request after the functions of its call have computed its headers. */
async function sendComputed(request: HttpRequest, handler: ResponseHandler, next: Dispatch): Promise<void> {
  let complete: HttpRequest;
  try {
    complete = await withComputedHeaders(request);
    request.attempt.throwIfAborted();
  } catch (error) {
    handler.onError(error);
    return;
  }
  next(complete, handler);
}

/** Drains or aborts the exchange of an attempt in place of whose response a plugin returned another. */
function dropExchange(attempt: AttemptScope): void {
  const { body, call } = attempt;
  if (body === undefined) attempt.abort(new DOMException('a plugin returned another response', 'AbortError'));
  else void body.drain(call.options.drain);
}
