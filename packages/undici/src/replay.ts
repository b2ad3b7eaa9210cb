import { isNetworkError, type HttpRequest } from '@sluice/core';
import { IDEMPOTENT_METHODS, mayReplay } from '@sluice/core/plugin';
import type { DispatchOptions } from './dispatch-options.ts';
import { UNPROCESSED } from './http2-errors.ts';

/** How often a request is sent again that an HTTP/2 server says it has not looked at. */
const MOST_UNPROCESSED = 3;

/**
 * Whether a request that failed may be sent again at once on another connection: what any transport may, and what an
 * HTTP/2 server refused unseen, whatever it is (RFC 9113 section 8.7), a few times.
 * @param replays how often this attempt was replayed before
 */
export function mayResend(request: HttpRequest, error: unknown, replays: number): boolean {
  if (isNetworkError(error) && error.systemCode === UNPROCESSED) {
    return !error.responseStarted && replays < MOST_UNPROCESSED && request.body?.replayable !== false;
  }
  return mayReplay(request, error, replays);
}

/** Exchanges of a dispatcher are sent again at most this often. */
const MOST_REPLAYS = 3;

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
  if (!again || replays >= MOST_REPLAYS || isNetworkError(error)) return false;
  if ((error as { code?: unknown } | null)?.code === UNPROCESSED) return true;
  return reused && (!started || (IDEMPOTENT_METHODS.has(method) && replays === 0));
}
