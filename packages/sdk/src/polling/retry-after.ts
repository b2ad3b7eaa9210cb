// Parses the wait that a server asks for.
import type { HttpHeaders } from '@sluice/core';
import { parseHttpDate } from '@sluice/core/plugin';

/** Headers in ms, which are more exact than `retry-after`. */
const IN_MS = ['retry-after-ms', 'x-ms-retry-after-ms'];

/**
 * The wait that a response asks for, in ms: seconds or a date in `retry-after`, or ms in the headers of some services.
 * Undefined without such a header, or if its value is malformed.
 */
export function retryAfterOf(headers: HttpHeaders, wallTime: number): number | undefined {
  for (const name of IN_MS) {
    const ms = headers.get(name)?.trim() ?? '';
    if (/^\d{1,12}$/.test(ms)) return Number(ms);
  }
  const value = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000;
  const at = parseHttpDate(value, wallTime);
  return at === undefined ? undefined : Math.max(0, at - wallTime);
}
