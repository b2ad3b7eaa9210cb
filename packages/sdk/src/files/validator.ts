// Strong validators, which prove that two responses are parts of the same file.
import type { HttpHeaders } from '@sluice/core';
import { parseHttpDate } from '@sluice/core/plugin';

/** How much earlier than `date` a strong `last-modified` must be, in ms: within a second, a file can change twice. */
const STRONG_DATE_MS = 60_000;

/** A validator that differs for any two versions of a file. Its value is sent as `if-range`. */
export interface Validator {
  readonly kind: 'etag' | 'date';
  readonly value: string;
}

/** The entity tag of a response, if it is well-formed; weak tags included. */
function entityTagOf(headers: HttpHeaders): string | undefined {
  const tag = headers.get('etag');
  return tag !== null && /^(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/.test(tag) ? tag : undefined;
}

/**
 * The strong validator of a response (RFC 9110 section 13.1.5): a strong entity tag, or, if there is no entity tag at all, a
 * `last-modified` so much earlier than `date` that it is strong (section 8.8.2.2). Undefined without a strong validator.
 */
export function strongValidator(headers: HttpHeaders, wallTime: number): Validator | undefined {
  const tag = headers.get('etag');
  if (tag !== null) {
    const wellFormed = entityTagOf(headers);
    return wellFormed === undefined || wellFormed.startsWith('W/')
      ? undefined
      : { kind: 'etag', value: wellFormed };
  }
  const modified = headers.get('last-modified');
  const date = headers.get('date');
  if (modified === null || date === null) return undefined;
  const [changedAt, sentAt] = [parseHttpDate(modified, wallTime), parseHttpDate(date, wallTime)];
  if (changedAt === undefined || sentAt === undefined || sentAt - changedAt < STRONG_DATE_MS)
    return undefined;
  return { kind: 'date', value: modified };
}

/** Whether a response belongs to another version of the file. A response without the validator counts as the same version. */
export function isOther(headers: HttpHeaders, { kind, value }: Validator): boolean {
  const found = headers.get(kind === 'etag' ? 'etag' : 'last-modified');
  return found !== null && found !== value;
}
