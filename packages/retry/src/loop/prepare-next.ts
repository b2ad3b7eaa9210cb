import { HttpRequest, refuse } from '@sluice/core';
import type { RetryContext } from '../hooks.ts';
import type { RetryPolicy } from '../policy/policy.ts';
import { Fatal, guard } from './fatal.ts';

/**
 * The request of the next attempt: what `prepareRetry` makes of the one that failed.
 * @throws Fatal when that fails or the call was aborted meanwhile
 */
export async function prepareNext(
  context: RetryContext,
  { prepareRetry }: RetryPolicy,
): Promise<HttpRequest> {
  const { request } = context;
  if (prepareRetry === undefined) return request;
  const prepared = await guard(async () => {
    const made: unknown = await prepareRetry(context);
    if (made === undefined) return request;
    if (made instanceof HttpRequest && made.call === request.call) return made;
    throw refuse(
      'retry.prepareRetry',
      made,
      'a function that returns context.request.with({ … }) or undefined',
    );
  });
  if (request.branch.aborted) throw new Fatal(request.branch.reason);
  return prepared;
}
