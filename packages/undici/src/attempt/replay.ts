// The rules by which requests are replayed: sent again at once, without counting as a retry.
import { isNetworkError, type HttpRequest } from '@sluice/core';
import { canOpenAgain, IDEMPOTENT_METHODS, mayReplay } from '@sluice/core/plugin';
import type { DispatchOptions } from '../wire/dispatch-options.ts';
import { UnprocessedError } from '../http2/http2-errors.ts';

/** The most replays of a request that servers leave unprocessed because they close connections one after another. */
const MAX_ELSEWHERE = 100;

/**
 * Whether a request that an HTTP/2 server did not process may be sent again at once, whatever its method (RFC 9113
 * section 8.7): often if only a connection ended, and once if the server refused the stream. After that, a refused request
 * needs a backoff, which is left to the caller.
 */
function mayGoElsewhere(error: UnprocessedError, replays: number): boolean {
  return replays < (error.elsewhere ? MAX_ELSEWHERE : 1);
}

/**
 * Whether a failed request may be sent again at once on another connection.
 * @param replays how often the attempt was replayed before
 */
export function mayResend(request: HttpRequest, error: unknown, replays: number): boolean {
  if (isNetworkError(error) && error.cause instanceof UnprocessedError) {
    return !error.responseStarted && canOpenAgain(request.body) && mayGoElsewhere(error.cause, replays);
  }
  return mayReplay(request, error, replays);
}

/** The most replays of a dispatched exchange. */
const MAX_REPLAYS = 3;

/** The state of a dispatched exchange when it failed. */
export interface DispatchedState {
  /** Whether its connection had carried another exchange. */
  readonly reused: boolean;
  /** Whether the request was started on that connection. */
  readonly started: boolean;
  /** How often it was replayed before. */
  readonly replays: number;
  /** Whether the request may be written again after it was written. */
  readonly repeatable: boolean;
}

/**
 * Whether a dispatched request without a response may be sent again at once: if the server refused it unseen, or if its
 * connection turned out dead and the request was not started or is repeatable.
 */
export function mayReplayDispatched(
  { body }: DispatchOptions,
  error: unknown,
  { reused, started, replays, repeatable }: DispatchedState,
): boolean {
  if (!isInMemory(body) || isNetworkError(error)) return false;
  if (error instanceof UnprocessedError) return mayGoElsewhere(error, replays);
  if (replays >= MAX_REPLAYS) return false;
  return reused && (!started || (repeatable && replays === 0));
}

/** Whether a dispatched request may be written again after it was written. @param idempotent what its caller says */
export function isRepeatable({ body, method }: DispatchOptions, idempotent: boolean | undefined): boolean {
  return isInMemory(body) && (idempotent ?? IDEMPOTENT_METHODS.has(method));
}

/** The dispatcher has converted strings to bytes. */
function isAtHand(body: DispatchOptions['body']): boolean {
  return body === null || body instanceof Uint8Array;
}
