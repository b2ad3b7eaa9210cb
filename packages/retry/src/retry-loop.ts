import type { HttpRequest, HttpResponse, Next } from '@sluice/core';
import pRetry, { AbortError } from 'p-retry';
import { AttemptFailure, Fatal, type AttemptResult } from './attempt-failure.ts';
import { outOfRetries } from './decide.ts';
import type { Decision } from './decision.ts';
import { isKeyed } from './idempotency.ts';
import { judge } from './judge.ts';
import { bodyKind, type AttemptOutcome } from './outcome.ts';
import { pause } from './pause.ts';
import { planWait } from './plan-wait.ts';
import type { RetryPolicy } from './policy.ts';

/**
 * The loop of one call whose first attempt failed. `p-retry` counts and stops; what is retried, when and after which
 * wait is decided here.
 */
export class RetryLoop {
  readonly #request: HttpRequest;
  readonly #next: Next;
  readonly #policy: RetryPolicy;
  #previousDelay: number | undefined;

  constructor(request: HttpRequest, next: Next, policy: RetryPolicy) {
    this.#request = request;
    this.#next = next;
    this.#policy = policy;
  }

  /** From the outcome of the first attempt to the call's last. */
  async run(first: AttemptResult): Promise<HttpResponse> {
    try {
      return await pRetry((attempt) => this.#attempt(attempt, attempt === 1 ? first : undefined), {
        retries: this.#policy.maxRetries,
        // The wait is ours; see `shouldRetry`, which alone is not called after the last failure.
        minTimeout: 0,
        shouldRetry: ({ error }) => this.#prepare(error as AttemptFailure),
      });
    } catch (error) {
      if (error instanceof AttemptFailure) return this.#giveUp(error);
      throw error instanceof Fatal ? error.reason : error;
    }
  }

  async #attempt(attempt: number, given: AttemptResult | undefined): Promise<HttpResponse> {
    const result = given ?? (await settle(this.#next, this.#request));
    const { call } = this.#request;
    if (call.aborted) {
      result.response?.discard();
      throw new AbortError(new Fatal(call.reason));
    }
    const outcome = this.#outcome(attempt, result);
    const verdict = judge(outcome, this.#policy);
    if (verdict.rule === 'answer') return result.response as HttpResponse;
    const failure = new AttemptFailure(result, outcome, verdict, this.#record(result));
    throw verdict.retry ? failure : new AbortError(failure);
  }

  #outcome(attempt: number, { response, error }: AttemptResult): AttemptOutcome {
    const request = this.#request;
    const { call } = request;
    return {
      method: request.method,
      url: request.url,
      attempt,
      status: response?.status,
      headers: response?.headers,
      peek: undefined,
      error,
      body: bodyKind(request),
      keyed: isKeyed(request, this.#policy.idempotencyHeader),
      elapsed: call.clock.now() - call.startedAt,
      remaining: call.remaining(),
      wallTime: call.clock.wallTime(),
      previousDelay: this.#previousDelay,
    };
  }

  /** Decides on the wait and waits, while the response is drained. False: no further attempt. */
  async #prepare(failure: AttemptFailure): Promise<boolean> {
    const { result, outcome, verdict, record } = failure;
    const decision = planWait(outcome, this.#policy, verdict);
    note(failure, decision);
    if (decision.action === 'stop') return false;
    if (record !== undefined) record.wait = decision.wait;
    this.#previousDelay = decision.wait;
    const { call } = this.#request;
    const drained = result.response?.drain(this.#policy.drain);
    await pause(call, decision.wait);
    // Bounded, and mostly over by now; the next attempt may well use the connection it keeps.
    await drained;
    if (call.aborted) throw call.reason;
    return true;
  }

  #giveUp(failure: AttemptFailure): HttpResponse {
    const { result, verdict, record } = failure;
    if (record?.reason === undefined) {
      note(
        failure,
        verdict.retry
          ? outOfRetries(this.#policy, verdict)
          : { action: 'stop', rule: verdict.rule, reason: verdict.reason },
      );
    }
    if (result.response !== undefined) return result.response;
    throw result.error;
  }

  /** The history's entry of an attempt; the error of an attempt that never began has none. */
  #record({ response, error }: AttemptResult): AttemptFailure['record'] {
    if (response !== undefined) return response.attempt.record;
    return this.#request.call.attempts.findLast((record) => record.error === error);
  }
}

function note({ record }: AttemptFailure, decision: Decision): void {
  if (record !== undefined) record.reason = decision.reason;
}

/** An attempt's end as a value. */
async function settle(next: Next, request: HttpRequest): Promise<AttemptResult> {
  try {
    return { response: await next(request) };
  } catch (error) {
    return { error };
  }
}
