// The first attempt of a call. Only a failure enters the retry loop.
import type { HttpRequest, HttpResponse } from '@sluice/core';
import { promised, settle, type Dispatch, type ResponseHandler } from '@sluice/core/internal';
import { reportSuccess } from '../budget/ask-budget.ts';
import { needsDecision } from '../policy/judge.ts';
import type { RetryPolicy } from '../policy/policy.ts';
import type { RetryCounter } from '../stats.ts';
import { answered, failed, type AttemptResult } from './attempt-result.ts';
import { RetryLoop } from './retry-loop.ts';
import { isPlain, sendFirst } from './send-attempt.ts';

/** Sends the first attempt of a call and evaluates its result. A success costs no promise. */
export class FirstAttempt implements ResponseHandler {
  readonly #request: HttpRequest;
  readonly #handler: ResponseHandler;
  readonly #next: Dispatch;
  readonly #policy: RetryPolicy;
  readonly #counter: RetryCounter;
  /** The length of the call's history before this attempt. */
  readonly #recorded: number;

  constructor(
    request: HttpRequest,
    handler: ResponseHandler,
    next: Dispatch,
    policy: RetryPolicy,
    counter: RetryCounter,
  ) {
    this.#request = request;
    this.#handler = handler;
    this.#next = next;
    this.#policy = policy;
    this.#counter = counter;
    this.#recorded = request.call.attemptCount;
  }

  /** Sends it. Called once. */
  send(): void {
    if (isPlain(this.#policy)) this.#next(this.#request, this);
    else settle(this.#request, this.#handler, () => this.#sendWithHooks());
  }

  onResponse(response: HttpResponse): void {
    let final: boolean;
    try {
      final = this.#isFinal(response);
    } catch (error) {
      response.discard();
      this.#handler.onError(error);
      return;
    }
    if (final) this.#handler.onResponse(response);
    else settle(this.#request, this.#handler, () => this.#enterLoop(answered(response)));
  }

  onError(error: unknown): void {
    settle(this.#request, this.#handler, () => this.#enterLoop(failed(error)));
  }

  async #sendWithHooks(): Promise<HttpResponse> {
    const result = await sendFirst(this.#request, promised(this.#next), this.#policy);
    const { response } = result;
    try {
      if (response !== undefined && this.#isFinal(response)) return response;
    } catch (error) {
      response?.discard();
      throw error;
    }
    return await this.#enterLoop(result);
  }

  /**
   * Whether the call ends with this response, which then counts as a success.
   * @throws the errors of the caller's functions
   */
  #isFinal({ status, lifetime, timings }: HttpResponse): boolean {
    if (needsDecision(status, this.#policy)) return false;
    const { budget } = this.#policy;
    // The arrival of the head, or of a collected body's end, is close to now and needs no reading of the clock.
    if (budget !== false) {
      reportSuccess(budget, this.#request.origin, undefined, lifetime.headAt + (timings.body ?? 0));
    }
    return true;
  }

  #enterLoop(result: AttemptResult): Promise<HttpResponse> {
    const next = promised(this.#next);
    return new RetryLoop(this.#request, next, this.#policy, this.#counter, this.#recorded).run(result);
  }
}
