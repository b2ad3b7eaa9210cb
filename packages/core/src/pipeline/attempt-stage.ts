import { AttemptScope } from '../attempt-scope.ts';
import { publishAttemptEnd, publishAttemptError, publishAttemptStart } from '../diagnostics.ts';
import type { Dispatch, ResponseHandler } from '../interceptor.ts';
import type { Next } from '../plugin.ts';
import type { HttpRequest } from '../request.ts';
import type { HttpResponse } from '../response.ts';
import { tellError, tellResponse } from './dispatch.ts';
import { isResponse, noAnswer, type Givers } from './no-response.ts';

/**
 * The border between the stages `retry` and `attempt`: every request that crosses it is one attempt. It opens the
 * attempt's scope and sees to it that the scope ends, whatever the layers beneath do. When the caller asked for the
 * whole body, reading it is part of the attempt, so that a body cut short is a failed attempt.
 *
 * Here a call waits for its one promise: what follows runs in the async context of whoever made the call.
 */
export function attemptStage(next: Next, givers: Givers): Dispatch {
  return (request, handler) => {
    const { call, branch } = request;
    if (branch.aborted) {
      handler.onError(branch.reason);
      return;
    }
    const attempt = new AttemptScope(call, request, branch);
    publishAttemptStart(request, attempt.record);
    let sent: Promise<HttpResponse>;
    try {
      sent = Promise.resolve(next(request.forAttempt(attempt)));
    } catch (error) {
      sent = Promise.reject(error);
    }
    sent.then(
      (response) => {
        if (isResponse(response)) arrived(request, attempt, handler, response);
        else failed(request, attempt, handler, noAnswer(attempt, givers));
      },
      (error: unknown) => {
        attempt.record.duration = call.clock.now() - attempt.startedAt;
        failed(request, attempt, handler, error);
      },
    );
  };
}

function arrived(
  request: HttpRequest,
  attempt: AttemptScope,
  handler: ResponseHandler,
  response: HttpResponse,
): void {
  // Whoever looks at it finds all of a body that came along with its head, and its connection free.
  response.lifetime.flush();
  const { record, startedAt, call } = attempt;
  record.duration = response.lifetime.headAt - startedAt;
  record.status = response.status;
  const { lifetime } = response;
  if (!call.collect || !response.ok || lifetime.complete || lifetime.used) {
    answered(request, attempt, handler, response);
    return;
  }
  lifetime.arrive().then(
    () => answered(request, attempt, handler, response),
    (error: unknown) => failed(request, attempt, handler, error),
  );
}

function answered(
  request: HttpRequest,
  attempt: AttemptScope,
  handler: ResponseHandler,
  response: HttpResponse,
): void {
  publishAttemptEnd(request, attempt.record);
  tellResponse(request, handler, response);
}

function failed(request: HttpRequest, attempt: AttemptScope, handler: ResponseHandler, error: unknown): void {
  attempt.fail(error);
  publishAttemptError(request, attempt.record);
  tellError(request, handler, error);
}
