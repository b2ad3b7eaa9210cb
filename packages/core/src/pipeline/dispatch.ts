import type { CallScope } from '../lifecycle/call-scope.ts';
import type { HttpRequest } from '../request/request.ts';
import type { HttpResponse } from '../response/response.ts';
import type { Dispatch, ResponseHandler } from '../interceptor.ts';
import type { Next } from '../plugin.ts';
import { isResponse, noResponse } from './no-response.ts';

/**
 * A {@link Dispatch} as a function that promises the response, for layers that wait; rejects with a TypeError when it is
 * told of something that is none.
 * @param givers who may have given that, for the error's message
 */
export function promised(dispatch: Dispatch, givers: readonly string[] = []): Next {
  return (request) =>
    new Promise((resolve, reject) => {
      dispatch(request, {
        onResponse(response) {
          if (isResponse(response)) resolve(response);
          else reject(noResponse(givers));
        },
        onError: reject,
      });
    });
}

/**
 * Tells a handler what becomes of a promise; of one that gives no response, a TypeError.
 * @param request what the promise is an answer to
 * @param send what makes the promise; may throw
 * @param giver who that is, for the message of that TypeError. Default: `a plugin`
 */
export function settle(
  request: HttpRequest,
  handler: ResponseHandler,
  send: () => Promise<HttpResponse>,
  giver = 'a plugin',
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
      if (isResponse(response)) tellResponse(request, handler, response);
      else tellError(request, handler, noResponse([giver]));
    },
    (error: unknown) => tellError(request, handler, error),
  );
}

/** Tells a handler of an answer when nothing lies beneath that would hear what it throws. */
export function tellResponse({ call }: HttpRequest, handler: ResponseHandler, response: HttpResponse): void {
  try {
    handler.onResponse(response);
  } catch (error) {
    breakOff(call, error);
  }
}

/** Tells a handler of a failure when nothing lies beneath that would hear what it throws. */
export function tellError({ call }: HttpRequest, handler: ResponseHandler, error: unknown): void {
  try {
    handler.onError(error);
  } catch (thrown) {
    breakOff(call, thrown);
  }
}

/** A handler threw: its call fails with that. Where it is over, the process hears of it as of any rejection. */
function breakOff(call: CallScope, thrown: unknown): void {
  if (call.aborted || call.ended) throw thrown;
  call.abort(thrown);
}
