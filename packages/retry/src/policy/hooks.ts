import type { ConnectionInfo, HttpHeaders, HttpRequest, Timings } from '@sluice/core';
import type { StopStep, Verdict } from './step.ts';
import type { AttemptOutcome } from './outcome.ts';

/** What `onRequest` is given. */
export interface RequestContext {
  /** What is about to be sent. */
  readonly request: HttpRequest;
  /** Number of the attempt within the loop, 1 for the first. */
  readonly attempt: number;
  /** Whether its body can be sent again; false for a one-shot stream, which is never retried. */
  readonly replayable: boolean;
}

/** What `onResponse` is given: the head of an answer. Its body belongs to the loop. */
export interface ResponseContext {
  /** What was sent. */
  readonly request: HttpRequest;
  /** Number of the attempt within the loop, 1 for the first. */
  readonly attempt: number;
  /** The status answered. */
  readonly status: number;
  /** The headers answered. */
  readonly headers: HttpHeaders;
  /** How long the phases took so far. */
  readonly timings: Readonly<Timings>;
  /** The connection that carried it, if one did. */
  readonly connection: ConnectionInfo | undefined;
}

/** What `onRetry` and `prepareRetry` are given. */
export interface RetryContext {
  /** What was sent and failed. */
  readonly request: HttpRequest;
  /** How it failed. */
  readonly outcome: AttemptOutcome;
  /** What is waited before the next attempt, in ms. */
  readonly wait: number;
  /** Why it is retried. */
  readonly reason: string;
}

/** What `onExhausted` is given. */
export interface ExhaustedContext {
  /** What was sent last. */
  readonly request: HttpRequest;
  /** How it failed. */
  readonly outcome: AttemptOutcome;
  /** Why it is not retried once more. */
  readonly step: StopStep;
}

/** What becomes of a last response that is a failure: thrown as an HttpError, or returned. */
export type Exhausted = 'throw' | 'return';

/** What `checkRetry` answers: a verdict in short or in full, or undefined to leave it at the policy's. */
export type CheckResult =
  | boolean
  | undefined
  | {
      /** Whether another attempt follows. */
      readonly retry: boolean;
      /** What to wait before it, in ms, in place of backoff and server's demand; only the deadline still bounds it. */
      readonly wait?: number | undefined;
      /** For the history. */
      readonly reason?: string | undefined;
    };

/**
 * Functions called on the way. Each may be async, and is awaited. One that fails fails the call with what it threw;
 * nothing stays open.
 */
export interface RetryHooks {
  /** Before each attempt is sent (go-retryablehttp's RequestLogHook). */
  readonly onRequest?: ((context: RequestContext) => unknown) | undefined;
  /** After each answer (go-retryablehttp's ResponseLogHook). */
  readonly onResponse?: ((context: ResponseContext) => unknown) | undefined;
  /**
   * Asked about every outcome, also a good one, before anything is drained; sees the `peek` (go-retryablehttp's
   * CheckRetry). What it says goes, but a one-shot body is never sent again, and counters, deadline and budget apply.
   */
  readonly checkRetry?:
    | ((outcome: AttemptOutcome, verdict: Verdict) => CheckResult | Promise<CheckResult>)
    | undefined;
  /** Another attempt was decided on; called before its wait. */
  readonly onRetry?: ((context: RetryContext) => unknown) | undefined;
  /**
   * After the wait: may return another request, made by `context.request.with({ … })` (go-retryablehttp's
   * PrepareRetry).
   */
  readonly prepareRetry?:
    | ((context: RetryContext) => HttpRequest | undefined | void | Promise<HttpRequest | undefined | void>)
    | undefined;
  /**
   * A failure that would have been retried is the last: for want of retries, time or budget. `return` hands a last
   * response to the caller whatever its status; `throw` leaves it to `throwHttpErrors`. Or a function that decides, or
   * undefined for `throw`. Default: `throw`.
   */
  readonly onExhausted?:
    | Exhausted
    | ((context: ExhaustedContext) => Exhausted | undefined | void | Promise<Exhausted | undefined | void>)
    | undefined;
}
