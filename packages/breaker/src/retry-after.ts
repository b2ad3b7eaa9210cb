// Reads the header `Retry-After`.
import type { HttpHeaders } from '@sluice/core';
import { parseHttpDate } from '@sluice/core/plugin';

/**
 * The wait that `Retry-After` requests (RFC 9110 section 10.2.3: seconds or a date), in ms; 0 when it is absent,
 * invalid or in the past. The first of repeated headers counts.
 * @param wallTime the current time, in ms since the epoch
 */
export function readRetryAfter(headers: HttpHeaders, wallTime: number): number {
  const [text] = headers.getAll('retry-after');
  if (text === undefined) return 0;
  if (/^\d{1,15}$/.test(text)) return Number(text) * 1_000;
  return Math.max(0, (parseHttpDate(text, wallTime) ?? 0) - wallTime);
}
