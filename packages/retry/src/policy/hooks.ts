// The hooks of `retry()`, their arguments and their results.
import type { ConnectionInfo, HttpHeaders, HttpRequest, Timings } from '@sluice/core';
import type { StopStep, Verdict } from './step.ts';
import type { AttemptOutcome } from './outcome.ts';

/** The argument of `onRequest`. */
export interface RequestContext {
  /** The request about to be sent. */
  readonly request: HttpRequest;
  /** Number of the attempt within the loop, 1 for the first. */
  readonly attempt: number;
  /** Whether the body can be sent again; false for a one-shot stream, which is never retried. */
  readonly replayable: boolean;
}

/** The argument of `onResponse`: the head of a response. The body belongs to the loop. */
export interface ResponseContext {
  /** The request that was sent. */
  readonly request: HttpRequest;
  /** Number of the attempt within the loop, 1 for the first. */
  readonly attempt: number;
  /** The status. */
  readonly status: number;
  /** The headers. */
  readonly headers: HttpHeaders;
  /** How long the phases took so far. */
  readonly timings: Readonly<Timings>;
  /** The connection that carried the response, if known. */
  readonly connection: ConnectionInfo | undefined;
}

/** The argument of `onRetry` and `prepareRetry`. */
export interface RetryContext {
  /** The request that failed. */
  readonly request: HttpRequest;
  /** The outcome of its attempt. */
  readonly outcome: AttemptOutcome;
  /** The wait before the next attempt, in ms. */
  readonly wait: number;
  /** Why the request is retried, in words. */
  readonly reason: string;
}

/** The argument of `onExhausted`. */
export interface ExhaustedContext {
  /** The request that was sent last. */
  readonly request: HttpRequest;
  /** The outcome of its attempt. */
  readonly outcome: AttemptOutcome;
  /** Why no other attempt follows. */
  readonly step: StopStep;
}

/** Whether the last response of a failed call is thrown as an HttpError, or returned. */
export type Exhausted = 'throw' | 'return';

/** The result of `checkRetry`: a verdict in short or in full, or undefined to accept the policy's verdict. */
export type CheckResult =
  | boolean
  | undefined
  | {
      /** Whether another attempt follows. */
      readonly retry: boolean;
      /** The wait before it, in ms, instead of the backoff's or the server's; only the deadline bounds it. */
      readonly wait?: number | undefined;
      /** The reason in words, for the history. */
      readonly reason?: string | undefined;
    };

/** The hooks of the loop. A hook may be async. The error of a hook fails the call unchanged, and nothing stays open. */
export interface RetryHooks {
  /** Called before each attempt (go-retryablehttp's RequestLogHook). */
  readonly onRequest?: ((context: RequestContext) => unknown) | undefined;
  /** Called after each response (go-retryablehttp's ResponseLogHook). */
  readonly onResponse?: ((context: ResponseContext) => unknown) | undefined;
  /**
   * Called with every outcome, even a success, before the response is drained; sees the `peek` (go-retryablehttp's
   * CheckRetry). Overrides the policy's verdict. One-shot bodies, the number of retries, the deadline and the budget still
   * apply. If the call forbids repeats (`outcome.repeats`), the `checkRetry` of a client may refuse a retry and change its
   * wait; only the `checkRetry` of the call may request a retry that could repeat the effect.
   */
  readonly checkRetry?:
    | ((outcome: AttemptOutcome, verdict: Verdict) => CheckResult | Promise<CheckResult>)
    | undefined;
  /** Called before the wait for another attempt. */
  readonly onRetry?: ((context: RetryContext) => unknown) | undefined;
  /**
   * Called after the wait. May return another request, made by `context.request.with({ … })` (go-retryablehttp's
   * PrepareRetry).
   */
  readonly prepareRetry?:
    | ((context: RetryContext) => HttpRequest | undefined | void | Promise<HttpRequest | undefined | void>)
    | undefined;
  /**
   * What happens to a failure that is not retried for lack of retries, time or budget. `return`: the caller gets the last
   * response, whatever its status. `throw`: `throwHttpErrors` applies. A function returns one of the two, or undefined for
   * `throw`. Default: `throw`.
   */
  readonly onExhausted?:
    | Exhausted
    | ((context: ExhaustedContext) => Exhausted | undefined | void | Promise<Exhausted | undefined | void>)
    | undefined;
}
