import { AttemptScope } from '../lifecycle/attempt-scope.ts';
import { callOver } from '../lifecycle/call-scope.ts';
import { publishAttemptStart } from '../diagnostics.ts';
import type { Dispatch } from '../interceptor.ts';
import type { Next } from '../plugin.ts';
import { AttemptRun } from './attempt-run.ts';
import type { Givers } from './no-response.ts';

/**
 * The border between the stages `retry` and `attempt`: every request that crosses it is one attempt. It opens the
 * attempt's scope, which ends whatever the layers beneath do.
 *
 * Attempts of a call follow each other: a request that crosses while another has no outcome yet is refused before it is
 * sent, unless it is on a branch of its own, as a hedge is.
 */
export function attemptStage(next: Next, givers: Givers): Dispatch {
  return (request, handler) => {
    const { call, branch } = request;
    const refusal = branch.aborted ? branch.reason : misuse(call.ended, branch.pendingAttempt !== undefined);
    if (refusal !== undefined || branch.aborted) {
      handler.onError(refusal);
      return;
    }
    const attempt = new AttemptScope(call, request, branch);
    publishAttemptStart(request, attempt.record);
    new AttemptRun(request, attempt, handler, givers).start(next);
  };
}

/** What a plugin did wrong that sends a request now. */
function misuse(over: boolean, beside: boolean): TypeError | undefined {
  if (over) return callOver();
  if (!beside) return undefined;
  return new TypeError(
    'a plugin called `next` while its last request was under way: two at once need a branch each, as in `request.with({ branch })`',
  );
}
