import { hasIdempotencyKey, type HttpRequest, type HttpResponse } from '@sluice/core';
import type { AttemptOutcome, BodyKind } from '../policy/outcome.ts';
import type { RetryPolicy } from '../policy/policy.ts';

/** How an attempt came back: with a response, or with an error. */
export type AttemptResult =
  | { readonly response: HttpResponse; readonly error: undefined }
  | { readonly response: undefined; readonly error: unknown };

/** What the loop knows of an attempt beside its result. */
interface Position {
  readonly attempt: number;
  readonly previousDelay: number | undefined;
}

/** The outcome of an attempt, as decisions are made from it. Waits for the peek when the policy asks for one. */
export async function observe(
  request: HttpRequest,
  { response, error }: AttemptResult,
  policy: RetryPolicy,
  { attempt, previousDelay }: Position,
): Promise<AttemptOutcome> {
  const peek =
    response === undefined || policy.peek.bytes === 0 ? undefined : await response.peek(policy.peek);
  const { call } = request;
  return {
    method: request.method,
    url: request.url,
    attempt,
    status: response?.status,
    headers: response?.headers,
    peek,
    error,
    body: bodyKind(request),
    keyed: hasIdempotencyKey(request),
    elapsed: call.clock.now() - call.startedAt,
    remaining: call.remaining(),
    wallTime: call.clock.wallTime(),
    previousDelay,
  };
}

/** What kind of body a request carries. */
function bodyKind(request: HttpRequest): BodyKind {
  if (request.body === undefined) return 'none';
  return request.body.replayable ? 'replayable' : 'one-shot';
}
