import { canOpenAgain } from '../request/body/request-body.ts';
import { isNetworkError } from '../errors/guards.ts';
import { IDEMPOTENT_METHODS } from '../request/methods.ts';
import type { HttpRequest } from '../request/request.ts';

/** How often a request is sent again of which nothing was written: each time a dead connection is used up. */
const MOST_UNWRITTEN = 1_000;

/**
 * Whether the request carries an idempotency key: under a name that Go's net/http knows, `Idempotency-Key` or
 * `X-Idempotency-Key`, or that of the call. A key that a redirect took away does not count.
 */
export function hasIdempotencyKey({ headers, call }: HttpRequest): boolean {
  return (
    headers.has('idempotency-key') || headers.has('x-idempotency-key') || headers.has(call.idempotencyHeader)
  );
}

/** For transports: whether a request may be written a second time after it was written once, to another connection. */
export function isReplayable(request: HttpRequest): boolean {
  if (request.body?.replayable === false) return false;
  return IDEMPOTENT_METHODS.has(request.method) || hasIdempotencyKey(request);
}

/**
 * For transports: whether a request that failed may be sent again at once on another connection, after Go's Transport:
 * only when the connection was a reused one and not a byte of a response came. With nothing written, any method;
 * otherwise only an idempotent one or one with an idempotency key, and only once.
 * @param replays how often this attempt was replayed before
 */
export function mayReplay(request: HttpRequest, error: unknown, replays: number): boolean {
  if (!isNetworkError(error) || !error.reused || error.responseStarted) return false;
  if (error.code !== 'ERR_SLUICE_CONNECTION_LOST' || !canOpenAgain(request.body)) return false;
  if (error.bytesWritten === 0) return replays < MOST_UNWRITTEN;
  return replays === 0 && isReplayable(request);
}
