import { parseHttpDate, type HttpHeaders } from '@sluice/core';

/**
 * What `Retry-After` (RFC 9110 section 10.2.3: seconds, or a date) asks to wait, in ms; 0 when it is absent, past, or
 * neither. Of a repeated header the first counts.
 * @param wallTime the present, ms since the epoch
 */
export function readRetryAfter(headers: HttpHeaders, wallTime: number): number {
  const [text] = headers.getAll('retry-after');
  if (text === undefined) return 0;
  if (/^\d{1,15}$/.test(text)) return Number(text) * 1_000;
  return Math.max(0, (parseHttpDate(text, wallTime) ?? 0) - wallTime);
}
