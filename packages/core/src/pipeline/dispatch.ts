import type { HttpRequest } from '../request.ts';
import type { HttpResponse } from '../response.ts';
import type { Next } from '../plugin.ts';

/** Hears how a request that was sent on came out: one of the two is called, once. Neither must throw. */
export interface ResponseHandler {
  /** It was answered. */
  onResponse(response: HttpResponse): void;
  /** It failed. */
  onError(error: unknown): void;
}

/** Passes a request on to what lies beneath, which tells the handler how it came out. Never throws. */
export type Dispatch = (request: HttpRequest, handler: ResponseHandler) => void;

/**
 * One layer of the pipeline, without promises: passes the request on to `next` with a handler of its own, or with the
 * one it was given where it has nothing to say about the outcome. What it throws is given to `handler`.
 */
export type Interceptor = (request: HttpRequest, handler: ResponseHandler, next: Dispatch) => void;

/** A {@link Dispatch} as a function that promises the response, for layers that wait. */
export function promised(dispatch: Dispatch): Next {
  return (request) =>
    new Promise((onResponse, onError) => {
      dispatch(request, { onResponse, onError });
    });
}

/** Tells a handler what becomes of a promise. @param send what makes the promise; may throw */
export function settle(handler: ResponseHandler, send: () => Promise<HttpResponse>): void {
  let sent: Promise<HttpResponse>;
  try {
    sent = Promise.resolve(send());
  } catch (error) {
    handler.onError(error);
    return;
  }
  sent.then(
    (response) => handler.onResponse(response),
    (error: unknown) => handler.onError(error),
  );
}
