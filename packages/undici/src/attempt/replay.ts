import { isNetworkError, type HttpRequest } from '@sluice/core';
import { canOpenAgain, IDEMPOTENT_METHODS, mayReplay } from '@sluice/core/plugin';
import type { DispatchOptions } from '../wire/dispatch-options.ts';
import { UnprocessedError } from '../http2/http2-errors.ts';

/** Replays of a request that servers leave unprocessed as they close their connections one after the other. */
const MOST_ELSEWHERE = 100;

/**
 * Whether an HTTP/2 server left a request unprocessed that may be sent again at once, whatever its method (RFC 9113
 * section 8.7): any number of times where only a connection ended, and once where the server refused the stream. After
 * that a refused request needs a backoff, which is the caller's.
 */
function leftForAnother(error: UnprocessedError, replays: number): boolean {
  return replays < (error.elsewhere ? MOST_ELSEWHERE : 1);
}

/**
 * Whether a request that failed may be sent again at once on another connection.
 * @param replays how often this attempt was replayed before
 */
export function mayResend(request: HttpRequest, error: unknown, replays: number): boolean {
  if (isNetworkError(error) && error.cause instanceof UnprocessedError) {
    return !error.responseStarted && canOpenAgain(request.body) && leftForAnother(error.cause, replays);
  }
  return mayReplay(request, error, replays);
}

/** Exchanges of a dispatcher are sent again at most this often. */
const MOST_REPLAYS = 3;

/** Whether a dispatcher's request may be written a second time after it was written once. */
export function isRelayable({ body, method }: DispatchOptions): boolean {
  // The dispatcher has made bytes of a text.
  return (body === null || body instanceof Uint8Array) && IDEMPOTENT_METHODS.has(method);
}

/** What a dispatcher's exchange knew when it failed. */
export interface RelayState {
  /** Its connection had carried others before. */
  readonly reused: boolean;
  /** It had been begun on that connection. */
  readonly started: boolean;
  /** How often it was sent again before. */
  readonly replays: number;
}

/**
 * Whether a dispatcher's request, of which no answer has arrived, may be sent again at once: what a server refused
 * unseen, and what met a connection that turned out dead, when it was not begun or is idempotent.
 */
export function mayRelayAgain(
  { body, method }: DispatchOptions,
  error: unknown,
  { reused, started, replays }: RelayState,
): boolean {
  // The dispatcher has made bytes of a text.
  const again = body === null || body instanceof Uint8Array;
  if (!again || isNetworkError(error)) return false;
  if (error instanceof UnprocessedError) return leftForAnother(error, replays);
  if (replays >= MOST_REPLAYS) return false;
  return reused && (!started || (IDEMPOTENT_METHODS.has(method) && replays === 0));
}
