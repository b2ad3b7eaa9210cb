import { orFalse, type HttpRequest, type HttpResponse, type Next, type Plugin } from '@sluice/core';
import type { AttemptResult } from './attempt-failure.ts';
import { parseKey, withKey, type KeyInput } from './idempotency.ts';
import { overridePolicy, parsePolicy } from './parse-policy.ts';
import type { RetryPolicy } from './policy.ts';
import { RetryLoop } from './retry-loop.ts';
import type { RetryCallOptions, RetryOptions } from './retry-options.ts';

/**
 * Plugin, stage `retry`: sends a request again when an attempt failed in a way that another may cure and sending it
 * twice does no harm. A call that succeeds at once pays for one look at its status.
 * @throws OptionError for an unknown option or a bad value.
 */
export function retry(options: RetryOptions = {}): Plugin<RetryCallOptions> {
  const policy = parsePolicy(options);
  return {
    name: 'retry',
    stage: 'retry',
    callOptions: {
      retry: orFalse((value, path) => overridePolicy(policy, value, path)),
      idempotencyKey: parseKey,
    },
    defaults: { retry: policy, idempotencyKey: undefined },
    setup: () => (request, next) => {
      const { options } = request;
      const key = options['idempotencyKey'] as KeyInput | undefined;
      const own = options['retry'] as RetryPolicy | false;
      const keyed = key === undefined ? request : withKey(request, key, policy.idempotencyHeader);
      return own === false ? next(keyed) : send(keyed, next, own);
    },
  };
}

function send(request: HttpRequest, next: Next, policy: RetryPolicy): Promise<HttpResponse> {
  const again = (first: AttemptResult): Promise<HttpResponse> =>
    new RetryLoop(request, next, policy).run(first);
  return next(request).then(
    (response) => (mayFail(response.status, policy) ? again({ response }) : response),
    (error: unknown) => again({ error }),
  );
}

/** Whether a status has to be judged at all. */
function mayFail(status: number, policy: RetryPolicy): boolean {
  return policy.statuses(status) || status === 413;
}
