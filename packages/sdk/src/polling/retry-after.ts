// When a server wants to be asked again.
import type { HttpHeaders } from '@sluice/core';
import { parseHttpDate } from '@sluice/core/plugin';

/** Headers with ms, which are more exact than `retry-after`. */
const IN_MS = ['retry-after-ms', 'x-ms-retry-after-ms'];

/**
 * The wait that a response asks for, in ms: seconds or a date in `retry-after`, or ms in the headers of some services.
 * Undefined if it asks for none, or for something that is not understood.
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
