// Describes the outcome of an attempt for the retry decision.
import type { HttpRequest } from '@sluice/core';
import { canOpenAgain, hasIdempotencyKey } from '@sluice/core/plugin';
import type { AttemptOutcome, BodyKind } from '../policy/outcome.ts';
import type { RetryPolicy } from '../policy/policy.ts';
import type { AttemptResult } from './attempt-result.ts';

/** The position of an attempt in its loop. */
interface Position {
  readonly attempt: number;
  readonly previousDelay: number | undefined;
}

/** Describes the outcome of an attempt. Waits for the peek at the body if the policy has one. */
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
    repeats: call.repeats,
    elapsed: call.clock.now() - call.startedAt,
    remaining: call.remaining(),
    wallTime: call.clock.wallTime(),
    previousDelay,
  };
}

function bodyKind(request: HttpRequest): BodyKind {
  if (request.body === undefined) return 'none';
  return canOpenAgain(request.body) ? 'replayable' : 'one-shot';
}
