import { type HttpRequest, type HttpResponse, type Next, type Plugin } from '@sluice/core';
import { awaitCooldown, heedCooldown } from './cooldown/heed-cooldown.ts';
import { parseKey, withKey, type KeyInput } from './idempotency.ts';
import { unwrapFatal } from './loop/fatal.ts';
import type { AttemptResult } from './loop/observe.ts';
import { overridePolicy, parsePolicy, switchOff } from './policy/parse-policy.ts';
import type { RetryPolicy } from './policy/policy.ts';
import { RetryLoop } from './loop/retry-loop.ts';
import type { RetryCallOptions, RetryOptions } from './retry-options.ts';
import { isPlain, sendAttempt } from './loop/send-attempt.ts';
import { RetryCounter, type RetryStats } from './stats.ts';

/**
 * Plugin, stage `retry`: sends a request again when an attempt failed in a way that another may cure and sending it
 * twice does no harm. A call that succeeds at once pays for one look at its status.
 *
 * Clients that are given the same plugin object share its budget and its cool-down.
 * @throws OptionError for an unknown option or a bad value.
 */
export function retry(options: RetryOptions = {}): Plugin<RetryCallOptions> {
  const policy = parsePolicy(options);
  const off = switchOff(policy);
  const { budget, cooldown, idempotencyHeader } = policy;
  return {
    name: 'retry',
    stage: 'retry',
    callOptions: {
      retry: (value, path) => (value === false ? off : overridePolicy(policy, value, path)),
      idempotencyKey: parseKey,
    },
    defaults: { retry: policy, idempotencyKey: undefined },
    setup() {
      const counter = new RetryCounter();
      return {
        middleware(request, next) {
          const { options: resolved } = request;
          const key = resolved['idempotencyKey'] as KeyInput | undefined;
          const own = resolved['retry'] as RetryPolicy;
          const keyed = key === undefined ? request : withKey(request, key, idempotencyHeader);
          if (own.enabled) return start(keyed, next, own, counter);
          return cooldown === false ? next(keyed) : sendOnce(keyed, next, own);
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

/** The first attempt; only one that failed enters the loop. */
function start(
  request: HttpRequest,
  next: Next,
  policy: RetryPolicy,
  counter: RetryCounter,
): Promise<HttpResponse> {
  const { budget } = policy;
  const { origin, call } = request;
  const recorded = call.attempts.length;
  if (budget !== false) budget.onCall?.(origin, call.clock.now());
  const first = isPlain(policy) ? next(request) : sendFirst(request, next, policy);
  const loop = (result: AttemptResult): Promise<HttpResponse> =>
    new RetryLoop(request, next, policy, counter, recorded).run(result);
  return first.then(
    (response) => {
      if (mayFail(response.status, policy)) return loop({ response, error: undefined });
      if (budget !== false) budget.onSuccess(origin, undefined, call.clock.now());
      return response;
    },
    (error: unknown) => loop({ response: undefined, error }),
  );
}

async function sendFirst(request: HttpRequest, next: Next, policy: RetryPolicy): Promise<HttpResponse> {
  await awaitCooldown(request, policy);
  return sendAttempt(request, next, policy, 1);
}

/** A call that is not retried keeps the pauses of its host all the same. */
async function sendOnce(request: HttpRequest, next: Next, policy: RetryPolicy): Promise<HttpResponse> {
  try {
    await awaitCooldown(request, policy);
  } catch (error) {
    throw unwrapFatal(error);
  }
  const response = await next(request);
  heedCooldown(request, response, policy);
  return response;
}

/** Whether an answer has to be judged at all. */
function mayFail(status: number, { statuses, checkRetry }: RetryPolicy): boolean {
  return checkRetry !== undefined || status === 413 || statuses(status);
}
