import type { HttpRequest } from './request/request.ts';
import type { HttpResponse } from './response/response.ts';

/**
 * Hears how a request that was sent on came out: one of the two is called, once. Neither must throw; what one throws
 * fails the call all the same, past the layers above.
 */
export interface ResponseHandler {
  /** It was answered. */
  onResponse(response: HttpResponse): void;
  /** It failed. */
  onError(error: unknown): void;
}

/**
 * Passes a request on to what lies beneath, which tells the handler how it came out, perhaps before this returns. Never
 * throws.
 */
export type Dispatch = (request: HttpRequest, handler: ResponseHandler) => void;

/**
 * One layer of the pipeline, without promises: passes the request on to `next` with a handler of its own, or with the
 * one it was given where it has nothing to say about the outcome. What it throws is given to `handler`; it must not be
 * `async`, for nobody hears of what it rejects with.
 */
export type Interceptor = (request: HttpRequest, handler: ResponseHandler, next: Dispatch) => void;
