// Decides whether and when an interrupted stream is opened again.
import { isBodyError, isHttpError, isNetworkError, isSluiceError, isTimeoutError } from '@sluice/core';
import type { ReconnectSettings } from './event-options.ts';
import { isEventStreamError } from './event-stream-error.ts';

/** Statuses that another request can improve. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Codes of failures that another request cannot improve. */
const FINAL: ReadonlySet<string> = new Set([
  'ERR_SLUICE_OPTION',
  'ERR_SLUICE_CLOSED',
  'ERR_SLUICE_REDIRECT',
  'ERR_SLUICE_SCHEMA',
  'ERR_SLUICE_TLS',
]);

/** Whether a connection that failed may succeed later. The reason of an abort is not such a failure. */
export function isPassing(error: unknown): boolean {
  if (!isSluiceError(error)) return false;
  if (isHttpError(error)) return PASSING.has(error.status);
  // The limit of the whole call was stated by the caller; those of its phases are limits of one connection.
  if (isTimeoutError(error)) return error.phase !== 'total';
  if (isBodyError(error)) return error.code === 'ERR_SLUICE_BODY_CUT_SHORT';
  if (isNetworkError(error)) return error.retryable && error.code !== 'ERR_SLUICE_TLS';
  return isEventStreamError(error) ? error.reason !== 'response' : !FINAL.has(error.code);
}

/**
 * The wait before a reconnect, in ms: doubled with each failure in a row, with up to a half of it taken off at random, but
 * not less than the server asks for.
 * @param failures connections in a row that brought no event
 * @param retry what the server asks for
 */
export function reconnectDelay(
  failures: number,
  retry: number | undefined,
  { minDelay, maxDelay }: ReconnectSettings,
): number {
  const least = Math.min(retry ?? 0, maxDelay);
  if (failures === 0 && retry !== undefined) return least;
  const backoff = Math.min(maxDelay, Math.max(minDelay, least) * 2 ** Math.min(failures, 30));
  return Math.max(least, backoff * (1 - Math.random() / 2));
}
