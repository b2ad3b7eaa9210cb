// The plugin `hooks()`: functions of the caller before and after each attempt, and on the failure of a call.
import { OptionError, refuse } from '../errors/option-error.ts';
import type { AttemptRecord } from '../history/attempt.ts';
import { optionsOf } from '../options/resolved-options.ts';
import { promised, settle } from '../pipeline/dispatch.ts';
import { isResponse } from '../pipeline/no-response.ts';
import type { Next, Plugin } from '../plugin.ts';
import { notReplayable } from '../request/body/source-chunks.ts';
import { canOpenAgain } from '../request/body/request-body.ts';
import { HttpRequest } from '../request/request.ts';
import type { HttpResponse } from '../response/response.ts';
import { HOOK_OPTIONS, NO_HOOKS, type HookCallOptions, type HookLists } from './hook-options.ts';
import { SendAgain, type HookResult } from './hook-types.ts';

/** The most attempts in a row that `afterResponse` can request. */
const MAX_SEND_AGAIN = 5;

/** Plugin, stage `retry`: calls the {@link Hooks} of a call. List it after `retry()`, so that it sees each attempt. */
export function hooks(): Plugin<HookCallOptions> {
  return {
    name: 'hooks',
    stage: 'retry',
    callOptions: HOOK_OPTIONS,
    setup: () => ({
      interceptor(request, handler, next) {
        const { hooks: lists } = optionsOf(HOOK_OPTIONS, request);
        if (lists === NO_HOOKS) next(request, handler);
        else settle(request, handler, () => sendHooked(request, promised(next), lists));
      },
    }),
  };
}

/** The error of a call after its `onError` hooks. @returns the error itself, or the object that a hook returned or threw instead */
export function hookedError(error: unknown, request: HttpRequest): unknown {
  // Undefined for a client without the plugin.
  const lists: HookLists | undefined = optionsOf(HOOK_OPTIONS, request).hooks;
  if (lists === undefined || lists.onError.length === 0) return error;
  let current = error;
  try {
    for (const hook of lists.onError) {
      const returned = hook({ error: current, request, attempts: request.call.attempts });
      if (returned instanceof Promise) {
        returned.catch(() => undefined);
        throw new OptionError(
          'hooks.onError',
          "a hook 'onError' must not be async: return an error, not a promise",
          { cause: current },
        );
      }
      if (isResult(returned)) current = returned;
    }
  } catch (thrown) {
    return thrown;
  }
  return current;
}

async function sendHooked(request: HttpRequest, next: Next, lists: HookLists): Promise<HttpResponse> {
  const { call } = request;
  let planned = request;
  for (let again = 0; ; again++) {
    const attempt = call.attemptCount + 1;
    const previous = call.attempts.at(-1);
    let sent = planned;
    if (previous?.wait !== undefined) {
      // oxlint-disable-next-line no-await-in-loop -- one attempt after the other
      sent = await applyRequestHooks(
        sent,
        lists.beforeRetry,
        (current) => ({ request: current, attempt, previous }),
        'beforeRetry',
      );
    }
    // oxlint-disable-next-line no-await-in-loop -- see above
    sent = await applyRequestHooks(
      sent,
      lists.beforeRequest,
      (current) => ({ request: current, attempt }),
      'beforeRequest',
    );
    // oxlint-disable-next-line no-await-in-loop -- see above
    const response = await next(sent);
    // oxlint-disable-next-line no-await-in-loop -- see above
    const result = await applyResponseHooks(sent, response, attempt, lists.afterResponse);
    if (!(result instanceof SendAgain)) return result;
    if (again === MAX_SEND_AGAIN) return response;
    planned = result.request ?? planned;
    if (planned.body !== undefined && !canOpenAgain(planned.body)) {
      response.discard();
      throw notReplayable();
    }
    // oxlint-disable-next-line no-await-in-loop -- see above
    await response.drain();
    const record = call.attempts.at(-1) as AttemptRecord;
    recordSendAgain(record);
    call.attemptObserver?.onDecided(record);
  }
}

/** Whether a hook returned a result. Primitives are ignored, such as those of `() => lines.push(line)` or `() => count++`. */
function isResult(returned: unknown): returned is object {
  return typeof returned === 'object' && returned !== null;
}

/** Records why another attempt follows. */
function recordSendAgain(record: AttemptRecord): void {
  record.reason = 'afterResponse requested another attempt';
  record.wait = 0;
}

/** Calls hooks in order. @returns the request of the last hook that returned one, or the given request */
async function applyRequestHooks<State>(
  request: HttpRequest,
  list: readonly ((state: State) => HookResult<HttpRequest>)[],
  stateOf: (request: HttpRequest) => State,
  name: string,
): Promise<HttpRequest> {
  let current = request;
  for (const hook of list) {
    // oxlint-disable-next-line no-await-in-loop -- each hook gets the request of the one before
    const returned: unknown = await hook(stateOf(current));
    if (!isResult(returned)) continue;
    if (!(returned instanceof HttpRequest)) {
      throw refuse(`hooks.${name}`, returned, 'a function that returns nothing or request.with({ … })');
    }
    current = returned;
  }
  return current;
}

async function applyResponseHooks(
  request: HttpRequest,
  first: HttpResponse,
  attempt: number,
  list: HookLists['afterResponse'],
): Promise<HttpResponse | SendAgain> {
  let response = first;
  try {
    for (const hook of list) {
      const sendAgain = (other?: HttpRequest): SendAgain => new SendAgain(other);
      // oxlint-disable-next-line no-await-in-loop -- each hook gets the response of the one before
      const returned: unknown = await hook({ request, response, attempt, sendAgain });
      if (response.bodyUsed) request.call.noteBodyReader("a hook 'afterResponse'");
      if (!isResult(returned) || returned === response) continue;
      if (returned instanceof SendAgain) return returned;
      if (!isResponse(returned)) {
        throw refuse(
          'hooks.afterResponse',
          returned,
          'a function that returns nothing, a response or sendAgain()',
        );
      }
      response.discard();
      response = returned;
    }
  } catch (error) {
    response.discard();
    throw error;
  }
  return response;
}
