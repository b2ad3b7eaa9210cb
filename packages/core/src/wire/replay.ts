// The rules by which a request may be sent again.
import { canOpenAgain } from '../request/body/request-body.ts';
import { isNetworkError } from '../errors/guards.ts';
import { IDEMPOTENT_METHODS } from '../request/methods.ts';
import type { HttpRequest } from '../request/request.ts';

/** How often a request is replayed if no byte of it was written. Each replay removes a dead connection. */
const MAX_UNWRITTEN_REPLAYS = 1_000;

/**
 * Whether the request carries an idempotency key: in `Idempotency-Key` or `X-Idempotency-Key`, as in Go's net/http, or in
 * the header that the call names. A key that a redirect removed does not count.
 */
export function hasIdempotencyKey({ headers, call }: HttpRequest): boolean {
  return (
    headers.has('idempotency-key') || headers.has('x-idempotency-key') || headers.has(call.idempotencyHeader)
  );
}

/** For transports: whether a request that was written may be written again, to another connection. */
export function isReplayable(request: HttpRequest): boolean {
  if (request.body?.replayable === false) return false;
  const { repeats } = request.call;
  const isIdempotent = repeats === undefined ? IDEMPOTENT_METHODS.has(request.method) : repeats === 'allowed';
  return isIdempotent || hasIdempotencyKey(request);
}

/**
 * For transports: whether a failed request may be sent again at once on another connection, by the rules of Go's Transport:
 * only if the connection was reused and no byte of a response arrived. If a byte of the request was written, also only once,
 * and only if it is idempotent or has an idempotency key.
 * @param replays how often the attempt was replayed before
 */
export function mayReplay(request: HttpRequest, error: unknown, replays: number): boolean {
  if (!isNetworkError(error) || !error.reused || error.responseStarted) return false;
  if (error.code !== 'ERR_SLUICE_CONNECTION_LOST' || !canOpenAgain(request.body)) return false;
  if (error.bytesWritten === 0) return replays < MAX_UNWRITTEN_REPLAYS;
  return replays === 0 && isReplayable(request);
}
