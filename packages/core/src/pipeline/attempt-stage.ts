// The border between the stages `retry` and `attempt`.
import { AttemptScope } from '../lifecycle/attempt-scope.ts';
import { callOver } from '../lifecycle/call-scope.ts';
import { publishAttemptStart } from '../diagnostics.ts';
import type { Dispatch } from '../interceptor.ts';
import { AttemptRun } from './attempt-run.ts';
import type { AttemptLayers } from './no-response.ts';

/**
 * The border between the stages `retry` and `attempt`: every request that crosses it is one attempt. It creates the
 * attempt's scope, which ends whatever the layers below do.
 *
 * The attempts of a call follow each other: a request that crosses the border while another attempt is pending is refused
 * before it is sent, unless it has its own branch, as a hedge has.
 */
export function attemptStage(next: Dispatch, layers: AttemptLayers): Dispatch {
  return (request, handler) => {
    const { call, branch } = request;
    const refusal = branch.aborted ? branch.reason : misuse(call.ended, branch.pendingAttempt !== undefined);
    if (refusal !== undefined || branch.aborted) {
      handler.onError(refusal);
      return;
    }
    const attempt = new AttemptScope(call, request, branch);
    publishAttemptStart(request, attempt.record);
    attempt.readAt = attempt.startedAt;
    new AttemptRun(request, attempt, handler, layers).start(next);
    attempt.readAt = undefined;
  };
}

/** The error of a plugin that must not send a request now; undefined if the request may be sent. */
function misuse(over: boolean, pending: boolean): TypeError | undefined {
  if (over) return callOver();
  if (!pending) return undefined;
  return new TypeError(
    'a plugin called `next` while its last request was pending: requests at the same time need a branch each, as in `request.with({ branch })`',
  );
}
