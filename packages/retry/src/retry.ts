// The plugin `retry()`.
import type { HttpRequest, HttpResponse } from '@sluice/core';
import { optionsOf, type Next, type Plugin } from '@sluice/core/plugin';
import { promised, settle, type Dispatch, type ResponseHandler } from '@sluice/core/internal';
import { reportCall } from './budget/ask-budget.ts';
import { withKey } from './idempotency.ts';
import { FirstAttempt } from './loop/first-attempt.ts';
import { isPlain, sendFirst } from './loop/send-attempt.ts';
import { retryOptions } from './policy/call-options.ts';
import { fetchPolicy, parsePolicy } from './policy/parse-policy.ts';
import type { RetryPolicy } from './policy/policy.ts';
import type { RetryCallOptions, RetryOptions } from './policy/options.ts';
import { RetryCounter, type RetryStats } from './stats.ts';

/**
 * Plugin, stage `retry`: sends a request again if its attempt failed in a way that may be temporary, and sending it twice
 * does no harm. A call that succeeds at once costs one check of its status.
 *
 * Clients that are given the same plugin object share its budget and its cool-down.
 * @throws OptionError for an unknown option or a bad value.
 */
export function retry(options: RetryOptions = {}): Plugin<RetryCallOptions> {
  const policy = parsePolicy(options);
  const viaFetch = fetchPolicy(policy, options);
  const declared = retryOptions(policy);
  const { budget, cooldown, idempotencyHeader } = policy;
  return {
    name: 'retry',
    stage: 'retry',
    callOptions: declared,
    setup() {
      const counter = new RetryCounter();
      return {
        interceptor(request, handler, next) {
          const { retry: asked, idempotencyKey: key } = optionsOf(declared, request);
          const own = asked === policy && request.call.isFetch ? viaFetch : asked;
          request.call.useIdempotencyHeader(idempotencyHeader, 'retry');
          const keyed = key === undefined ? request : withKey(request, key);
          if (own.enabled) start(keyed, handler, next, own, counter);
          else if (isPlain(own)) next(keyed, handler);
          else settle(request, handler, () => sendOnce(keyed, promised(next), own));
        },
        stats: (): RetryStats => ({
          ...counter.snapshot(),
          budget: budget === false ? undefined : budget.stats(),
          cooldown: cooldown === false ? undefined : cooldown.stats(),
        }),
      };
    },
  };
}

function start(
  request: HttpRequest,
  handler: ResponseHandler,
  next: Dispatch,
  policy: RetryPolicy,
  counter: RetryCounter,
): void {
  const { budget } = policy;
  const { origin, call } = request;
  if (budget !== false) reportCall(budget, origin, call.clock);
  new FirstAttempt(request, handler, next, policy, counter).send();
}

/** Sends a call without retries. The pauses of its host and the hooks of the caller still apply. */
async function sendOnce(request: HttpRequest, next: Next, policy: RetryPolicy): Promise<HttpResponse> {
  const { response, error } = await sendFirst(request, next, policy);
  if (response === undefined) throw error;
  return response;
}
