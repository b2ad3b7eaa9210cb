import {
  promised,
  settle,
  type Dispatch,
  type HttpRequest,
  type HttpResponse,
  type ResponseHandler,
} from '@sluice/core';
import type { RetryPolicy } from '../policy/policy.ts';
import type { RetryCounter } from '../stats.ts';
import type { AttemptResult } from './observe.ts';
import { RetryLoop } from './retry-loop.ts';

/** Looks at how the first attempt of a call came out; only one that failed enters the loop. */
export class FirstAttempt implements ResponseHandler {
  readonly #request: HttpRequest;
  readonly #handler: ResponseHandler;
  readonly #next: Dispatch;
  readonly #policy: RetryPolicy;
  readonly #counter: RetryCounter;
  /** How many attempts the history held before. */
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

  onResponse(response: HttpResponse): void {
    let failed: boolean;
    try {
      failed = mayFail(response.status, this.#policy);
      if (!failed) this.#succeeded(response);
    } catch (error) {
      // Functions of the caller's: a predicate of statuses, a budget.
      response.discard();
      this.#handler.onError(error);
      return;
    }
    if (failed) this.#enterLoop({ response, error: undefined });
    else this.#handler.onResponse(response);
  }

  onError(error: unknown): void {
    this.#enterLoop({ response: undefined, error });
  }

  #succeeded({ lifetime, timings }: HttpResponse): void {
    const { budget } = this.#policy;
    if (budget === false) return;
    // As good as now, without a look at the clock: it comes with its head or, when it was collected, with its end.
    budget.onSuccess(this.#request.origin, undefined, lifetime.headAt + (timings.body ?? 0));
  }

  #enterLoop(result: AttemptResult): void {
    const request = this.#request;
    const next = promised(this.#next);
    const loop = new RetryLoop(request, next, this.#policy, this.#counter, this.#recorded);
    settle(request, this.#handler, () => loop.run(result));
  }
}

/** Whether an answer has to be judged at all. */
function mayFail(status: number, { statuses, checkRetry }: RetryPolicy): boolean {
  return checkRetry !== undefined || status === 413 || statuses(status);
}
