// The rules on which requests are sent again at once, without counting as a retry.
import { isClosedError, isNetworkError, type HttpRequest } from '@sluice/core';
import { canOpenAgain, IDEMPOTENT_METHODS } from '@sluice/core/plugin';
import { mayReplay } from '@sluice/core/transport';
import type { DispatchOptions } from '../wire/dispatch-options.ts';
import { UnprocessedError } from '../http2/http2-errors.ts';

/** The most replays of a request that servers did not process because they closed one connection after the other. */
const MAX_UNPROCESSED_REPLAYS = 100;

/**
 * Whether a request that an HTTP/2 server did not process may be sent again at once, whatever its method (RFC 9113
 * section 8.7): often if only a connection ended, and once if the server refused the stream. After that, a refused request
 * needs a backoff, which is left to the caller.
 */
function mayReplayUnprocessed(error: UnprocessedError, replays: number): boolean {
  return replays < (error.onlyConnectionEnded ? MAX_UNPROCESSED_REPLAYS : 1);
}

/**
 * Whether a request that failed may be sent again at once on another connection.
 * @param replays how often this attempt was replayed before
 */
export function mayResend(request: HttpRequest, error: unknown, replays: number): boolean {
  if (isNetworkError(error) && error.cause instanceof UnprocessedError) {
    return !error.responseStarted && canOpenAgain(request.body) && mayReplayUnprocessed(error.cause, replays);
  }
  return mayReplay(request, error, replays);
}

/** The most replays of a dispatched exchange. */
const MAX_REPLAYS = 3;

/** The state of a dispatched exchange when it failed. */
export interface DispatchedState {
  /** Its connection had carried other exchanges before. */
  readonly reused: boolean;
  /** undici had begun to send the request on that connection. */
  readonly started: boolean;
  /** How often the exchange was replayed before. */
  readonly replays: number;
  /** The request may be written a second time. */
  readonly repeatable: boolean;
}

/**
 * Whether a dispatched request without a response may be sent again at once: if the server did not process it, or if its
 * connection turned out dead and the request was not begun or is repeatable.
 */
export function mayReplayDispatched(
  { body }: DispatchOptions,
  error: unknown,
  { reused, started, replays, repeatable }: DispatchedState,
): boolean {
  if (!isInMemory(body) || isNetworkError(error) || isClosedError(error)) return false;
  if (error instanceof UnprocessedError) return mayReplayUnprocessed(error, replays);
  if (replays >= MAX_REPLAYS) return false;
  return reused && (!started || (repeatable && replays === 0));
}

/**
 * Whether a dispatched request may be written a second time.
 * @param idempotent what its caller said; undefined if the method decides
 */
export function isRepeatable({ body, method }: DispatchOptions, idempotent: boolean | undefined): boolean {
  return isInMemory(body) && (idempotent ?? IDEMPOTENT_METHODS.has(method));
}

/** Whether a body can be sent again as it is. The dispatcher has converted strings to bytes. */
function isInMemory(body: DispatchOptions['body']): boolean {
  return body === null || body instanceof Uint8Array;
}
