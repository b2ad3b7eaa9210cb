// The contract of a layer without promises, for the packages of this project.
import type { HttpRequest } from './request/request.ts';
import type { HttpResponse } from './response/response.ts';

/**
 * Notified of the outcome of a request: exactly one of the two methods is called, once. Neither must throw: a thrown error
 * fails the call and does not reach the layers above.
 */
export interface ResponseHandler {
  /** The request was answered. */
  onResponse(response: HttpResponse): void;
  /** The request failed. */
  onError(error: unknown): void;
}

/**
 * Passes a request to the layers below, which notify the handler of the outcome, perhaps before this function returns.
 * Never throws.
 */
export type Dispatch = (request: HttpRequest, handler: ResponseHandler) => void;

/**
 * One layer of the pipeline, without promises. It passes the request to `next`, with a handler of its own if it needs the
 * outcome, and with the given handler otherwise. An error that it throws is passed to `handler`. It must not be `async`:
 * the rejection of its promise would not be handled.
 */
export type Interceptor = (request: HttpRequest, handler: ResponseHandler, next: Dispatch) => void;
