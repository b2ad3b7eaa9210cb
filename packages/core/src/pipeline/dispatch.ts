// Conversions between layers with promises and layers without.
import type { CallScope } from '../lifecycle/call-scope.ts';
import type { HttpRequest } from '../request/request.ts';
import type { HttpResponse } from '../response/response.ts';
import type { Dispatch, ResponseHandler } from '../interceptor.ts';
import type { Next } from '../plugin.ts';
import { isResponse, noResponse } from './no-response.ts';

/**
 * Converts a {@link Dispatch} to a function that returns a promise of the response. The promise rejects with a TypeError
 * if the outcome is anything but a response.
 * @param layers the layers that may have caused that, for the message of the error
 */
export function promised(dispatch: Dispatch, layers: readonly string[] = []): Next {
  return (request) =>
    new Promise((resolve, reject) => {
      dispatch(request, {
        onResponse(response) {
          if (isResponse(response)) resolve(response);
          else reject(noResponse(layers));
        },
        onError: reject,
      });
    });
}

/**
 * Notifies a handler of the outcome of a promise: a TypeError if the promise resolves with anything but a response.
 * @param request the request that is answered
 * @param send returns the promise; may throw
 * @param layer the layer that returns the promise, for the message of the error. Default: `a plugin`
 */
export function settle(
  request: HttpRequest,
  handler: ResponseHandler,
  send: () => Promise<HttpResponse>,
  layer = 'a plugin',
): void {
  let sent: Promise<HttpResponse>;
  try {
    sent = Promise.resolve(send());
  } catch (error) {
    handler.onError(error);
    return;
  }
  sent.then(
    (response) => {
      if (isResponse(response)) notifyResponse(request, handler, response);
      else notifyError(request, handler, noResponse([layer]));
    },
    (error: unknown) => notifyError(request, handler, error),
  );
}

/** Calls `onResponse` of a handler from a promise callback, where no layer catches an error of the handler. */
export function notifyResponse(
  { call }: HttpRequest,
  handler: ResponseHandler,
  response: HttpResponse,
): void {
  try {
    handler.onResponse(response);
  } catch (error) {
    failCall(call, error);
  }
}

/**
 * Notifies a handler in the stage `attempt` of a response. An error that the handler throws fails the attempt, and does not
 * reach the caller of this function, which may be a parser.
 */
export function deliver(request: HttpRequest, handler: ResponseHandler, response: HttpResponse): void {
  try {
    handler.onResponse(response);
  } catch (error) {
    notifyError(request, handler, error);
  }
}

/** Calls `onError` of a handler from a promise callback, where no layer catches an error of the handler. */
export function notifyError({ call }: HttpRequest, handler: ResponseHandler, error: unknown): void {
  try {
    handler.onError(error);
  } catch (thrown) {
    failCall(call, thrown);
  }
}

/** A handler threw: its call fails with the error. If the call is over, the error surfaces as an unhandled rejection. */
function failCall(call: CallScope, thrown: unknown): void {
  if (call.aborted || call.ended) throw thrown;
  call.abort(thrown);
}
