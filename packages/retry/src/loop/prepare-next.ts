import { HttpRequest, refuse } from '@sluice/core';
import { guard } from './fatal.ts';
import type { RetryContext, RetryHooks } from '../hooks.ts';

/** The request of the next attempt: what `prepareRetry` makes of the one that failed. @throws Fatal when that fails */
export async function prepareNext(
  prepareRetry: RetryHooks['prepareRetry'],
  context: RetryContext,
): Promise<HttpRequest> {
  if (prepareRetry === undefined) return context.request;
  return guard(async () => {
    const made: unknown = await prepareRetry(context);
    if (made === undefined) return context.request;
    if (made instanceof HttpRequest && made.call === context.request.call) return made;
    throw refuse(
      'retry.prepareRetry',
      made,
      'a function that returns context.request.with({ … }) or undefined',
    );
  });
}
