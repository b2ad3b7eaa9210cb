// The types of hooks.
import type { Attempt } from '../history/attempt.ts';
import type { HttpRequest } from '../request/request.ts';
import type { HttpResponse } from '../response/response.ts';

/** The argument of `beforeRequest`. */
export interface BeforeRequestState {
  /** The request about to be sent. */
  readonly request: HttpRequest;
  /** Number of the attempt within the call, 1 for the first. */
  readonly attempt: number;
}

/** The argument of `afterResponse`. */
export interface AfterResponseState {
  /** The request that was sent. */
  readonly request: HttpRequest;
  /** The response, before it is retried, redirected or thrown. If a hook reads its body, the caller cannot read it. */
  readonly response: HttpResponse;
  /** Number of the attempt within the call, 1 for the first. */
  readonly attempt: number;
  /**
   * Requests another attempt at once: `return sendAgain()`. Independent of `retry` and of the method, at most five times in a
   * row. A one-shot body fails with `ERR_SLUICE_BODY_NOT_REPLAYABLE`.
   * @param request the request to send, made by `request.with({ … })`. Default: the same request
   */
  sendAgain(request?: HttpRequest): SendAgain;
}

/** The argument of `beforeRetry`. */
export interface BeforeRetryState extends BeforeRequestState {
  /** The attempt that failed, with its status or error, the reason and the wait. */
  readonly previous: Attempt;
}

/** The argument of `onError`. */
export interface ErrorState {
  /** The error of the call. */
  readonly error: unknown;
  /** The request of the call, before redirects. */
  readonly request: HttpRequest;
  /** Every attempt, oldest first. */
  readonly attempts: readonly Attempt[];
}

/** The result of `sendAgain()`, which a hook returns to request another attempt. */
export class SendAgain {
  /** The request to send; undefined for the same request. */
  readonly request: HttpRequest | undefined;

  /** Created by `sendAgain()`. */
  constructor(request: HttpRequest | undefined) {
    this.request = request;
  }
}

/** The result of a hook, or a promise of it. Undefined changes nothing. */
export type HookResult<Value> = Value | undefined | void | Promise<Value | undefined | void>;
type OneOrMore<Hook> = Hook | readonly Hook[];

/**
 * Functions around the attempts of a call, independent of `retry`. Several are called in order, those of the client before
 * those of the call. An error that one of them throws fails the call unchanged.
 */
export interface Hooks {
  /** Called before each attempt. May return a changed request, made by `request.with({ … })`. */
  readonly beforeRequest?: OneOrMore<(state: BeforeRequestState) => HookResult<HttpRequest>> | undefined;
  /** Called after each response. May return another response, or `sendAgain()`. */
  readonly afterResponse?:
    | OneOrMore<(state: AfterResponseState) => HookResult<HttpResponse | SendAgain>>
    | undefined;
  /** Called before each further attempt, after its wait. May return a changed request. */
  readonly beforeRetry?: OneOrMore<(state: BeforeRetryState) => HookResult<HttpRequest>> | undefined;
  /**
   * Called once when the call fails, even by an abort, but not when it is refused before it begins. May return the error to
   * throw instead. It must not be async.
   */
  readonly onError?: OneOrMore<(state: ErrorState) => unknown> | undefined;
}
