// Prepares the request of the next attempt.
import { HttpRequest } from '@sluice/core';
import { refuse } from '@sluice/core/plugin';
import type { RetryContext } from '../policy/hooks.ts';
import type { RetryPolicy } from '../policy/policy.ts';
import { runHook } from './run-hook.ts';

/**
 * The request of the next attempt: the failed request, or the one that `prepareRetry` returns for it.
 * @throws OptionError if the hook returns anything else; its error; the reason of an abort
 */
export async function prepareNext(
  context: RetryContext,
  { prepareRetry }: RetryPolicy,
): Promise<HttpRequest> {
  const { request } = context;
  if (prepareRetry === undefined) return request;
  const prepared: unknown = await runHook(request.branch, () => prepareRetry(context));
  request.branch.throwIfAborted();
  if (prepared === undefined) return request;
  if (prepared instanceof HttpRequest && prepared.call === request.call) return prepared;
  throw refuse(
    'retry.prepareRetry',
    prepared,
    'a function that returns context.request.with({ … }) or undefined',
  );
}
