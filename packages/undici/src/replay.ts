import { isNetworkError, mayReplay, type HttpRequest } from '@sluice/core';
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
