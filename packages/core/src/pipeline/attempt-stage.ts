import { AttemptScope } from '../attempt-scope.ts';
import { publishAttemptEnd, publishAttemptError, publishAttemptStart } from '../diagnostics.ts';
import type { Next } from '../plugin.ts';
import type { HttpRequest } from '../request.ts';
import type { HttpResponse } from '../response.ts';
import { isResponse, noResponse } from './no-response.ts';

/**
 * The border between the stages `retry` and `attempt`: every request that crosses it is one attempt. It opens the
 * attempt's scope and sees to it that the scope ends, whatever the layers beneath do. When the caller asked for the
 * whole body, reading it is part of the attempt, so that a body cut short is a failed attempt.
 */
export function attemptStage(next: Next): Next {
  return (request) => {
    const { call } = request;
    const { branch } = request;
    if (branch.aborted) return Promise.reject(branch.reason);
    const attempt = new AttemptScope(call, request, branch);
    publishAttemptStart(request, attempt.record);
    let sent: Promise<HttpResponse>;
    try {
      sent = Promise.resolve(next(request.forAttempt(attempt)));
    } catch (error) {
      sent = Promise.reject(error);
    }
    return sent.then(
      (response) => {
        if (!isResponse(response)) return failed(request, attempt, noResponse('attempt'));
        attempt.record.duration = response.lifetime.headAt - attempt.startedAt;
        return arrived(request, attempt, response);
      },
      (error: unknown) => {
        attempt.record.duration = call.clock.now() - attempt.startedAt;
        return failed(request, attempt, error);
      },
    );
  };
}

function arrived(
  request: HttpRequest,
  attempt: AttemptScope,
  response: HttpResponse,
): HttpResponse | Promise<HttpResponse> {
  attempt.record.status = response.status;
  if (!attempt.call.collect || !response.ok || response.bodyUsed || response.collectNow()) {
    publishAttemptEnd(request, attempt.record);
    return response;
  }
  return response.collect().then(
    () => {
      publishAttemptEnd(request, attempt.record);
      return response;
    },
    (error: unknown) => failed(request, attempt, error),
  );
}

function failed(request: HttpRequest, attempt: AttemptScope, error: unknown): never {
  attempt.fail(error);
  publishAttemptError(request, attempt.record);
  throw error;
}
