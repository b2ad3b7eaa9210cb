// The rules on which requests are sent again at once, without counting as a retry.
import { isClosedError, isNetworkError, type HttpRequest } from '@sluice/core';
import { canOpenAgain, IDEMPOTENT_METHODS } from '@sluice/core/plugin';
import { mayReplay } from '@sluice/core/transport';
import type { DispatchOptions } from '../wire/dispatch-options.ts';
import { UnprocessedError } from '../http2/http2-errors.ts';

/** Replays of a request at most if servers leave it unprocessed as they close their connections one after the other. */
const MOST_ELSEWHERE = 100;

/**
 * Whether a request that an HTTP/2 server did not process may be sent again at once, whatever its method (RFC 9113
 * section 8.7): often if only a connection ended, and once if the server refused the stream. After that, a refused request
 * needs a backoff, which is left to the caller.
 */
function mayGoElsewhere(error: UnprocessedError, replays: number): boolean {
  return replays < (error.elsewhere ? MOST_ELSEWHERE : 1);
}

/**
 * Whether a request that failed may be sent again at once on another connection.
 * @param replays how often this attempt was replayed before
 */
export function mayResend(request: HttpRequest, error: unknown, replays: number): boolean {
  if (isNetworkError(error) && error.cause instanceof UnprocessedError) {
    return !error.responseStarted && canOpenAgain(request.body) && mayGoElsewhere(error.cause, replays);
  }
  return mayReplay(request, error, replays);
}

/** Replays of a dispatched exchange at most. */
const MOST_REPLAYS = 3;

/** What a dispatched exchange knew when it failed. */
export interface DispatchedState {
  /** Its connection had carried other exchanges before. */
  readonly reused: boolean;
  /** The request had been begun on that connection. */
  readonly started: boolean;
  /** How often it was replayed before. */
  readonly replays: number;
  /** The request may be written a second time after it was written once. */
  readonly repeatable: boolean;
}

/**
 * Whether a dispatched request without a response may be sent again at once: if the server refused it unseen, or if its
 * connection turned out dead and the request was not begun or is repeatable.
 */
export function mayReplayDispatched(
  { body }: DispatchOptions,
  error: unknown,
  { reused, started, replays, repeatable }: DispatchedState,
): boolean {
  if (!isAtHand(body) || isNetworkError(error) || isClosedError(error)) return false;
  if (error instanceof UnprocessedError) return mayGoElsewhere(error, replays);
  if (replays >= MOST_REPLAYS) return false;
  return reused && (!started || (repeatable && replays === 0));
}

/** Whether a dispatched request may be written a second time after it was written once. @param idempotent by its caller */
export function isRepeatable({ body, method }: DispatchOptions, idempotent: boolean | undefined): boolean {
  return isAtHand(body) && (idempotent ?? IDEMPOTENT_METHODS.has(method));
}

/** The dispatcher has converted strings to bytes. */
function isAtHand(body: DispatchOptions['body']): boolean {
  return body === null || body instanceof Uint8Array;
}
