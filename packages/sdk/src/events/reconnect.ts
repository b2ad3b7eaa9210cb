// Decides whether and when an interrupted stream is opened again.
import { isBodyError, isHttpError, isNetworkError, isSluiceError, isTimeoutError } from '@sluice/core';
import type { ReconnectSettings } from './event-options.ts';
import { isEventStreamError } from './event-stream-error.ts';

/** Statuses of transient failures. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Codes of permanent failures. */
const FINAL: ReadonlySet<string> = new Set([
  'ERR_SLUICE_OPTION',
  'ERR_SLUICE_CLOSED',
  'ERR_SLUICE_REDIRECT',
  'ERR_SLUICE_SCHEMA',
  'ERR_SLUICE_TLS',
]);

/** Whether a failure is transient: another connection may succeed. False for the reason of an abort. */
export function isPassing(error: unknown): boolean {
  if (!isSluiceError(error)) return false;
  if (isHttpError(error)) return PASSING.has(error.status);
  // `total` is the caller's limit of the whole stream; the limits of phases apply to one connection.
  if (isTimeoutError(error)) return error.phase !== 'total';
  if (isBodyError(error)) return error.code === 'ERR_SLUICE_BODY_CUT_SHORT';
  if (isNetworkError(error)) return error.retryable && error.code !== 'ERR_SLUICE_TLS';
  return isEventStreamError(error) ? error.reason !== 'response' : !FINAL.has(error.code);
}

/**
 * The wait before a reconnect, in ms: it doubles with each failure in a row, and is shortened at random by up to a half, but
 * not below the wait that the server asks for.
 * @param failures the number of connections in a row that delivered no event
 * @param retry the wait that the server asks for, in ms
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
