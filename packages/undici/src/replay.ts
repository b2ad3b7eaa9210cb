import { isNetworkError, type HttpRequest } from '@sluice/core';
import { UNPROCESSED } from './http2-errors.ts';

/** Methods whose repetition changes nothing (RFC 9110 section 9.2.2, QUERY included). */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE', 'QUERY']);

/** Headers that make any request repeatable, as in Go's Transport. */
const KEYS = ['idempotency-key', 'x-idempotency-key'];

/** How often a request is sent again that an HTTP/2 server says it has not looked at. */
const MOST_UNPROCESSED = 3;

/** How often a request is sent again of which nothing was written: each time a dead connection is used up. */
const MOST_UNWRITTEN = 1_000;

/**
 * Whether a request that failed may be sent again at once on another connection, after Go's Transport: only when the
 * connection was a reused one and not a byte of a response came. With nothing written, any method; otherwise only
 * an idempotent one or one with an idempotency key, and only once. What an HTTP/2 server refused unseen is sent again
 * whatever it is (RFC 9113 section 8.7), a few times.
 * @param replays how often this attempt was replayed before
 */
export function mayReplay(request: HttpRequest, error: unknown, replays: number): boolean {
  if (!isNetworkError(error) || error.responseStarted) return false;
  if (error.systemCode === UNPROCESSED)
    return replays < MOST_UNPROCESSED && request.body?.replayable !== false;
  if (!error.reused) return false;
  if (error.code !== 'ERR_SLUICE_CONNECTION_LOST' || request.body?.replayable === false) return false;
  if (error.bytesWritten === 0) return replays < MOST_UNWRITTEN;
  return replays === 0 && (IDEMPOTENT.has(request.method) || KEYS.some((name) => request.headers.has(name)));
}
