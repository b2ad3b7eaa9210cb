// What a 206 or a 416 says about the bytes on the disk.
import type { HttpHeaders } from '@sluice/core';
import { parseContentRange } from './content-range.ts';
import type { Origin, PartFile } from './part-file.ts';
import { isOther } from './validator.ts';

/** The range of a 206 that continues a part. */
export interface Continuation {
  /** The position after its last byte. */
  readonly end: number;
  /** The length of the whole file, if it is known. */
  readonly total: number | undefined;
}

/**
 * The range of a 206, or why it does not continue a part.
 * @param from the position that was asked for
 */
export function continuationOf(
  headers: HttpHeaders,
  { validator, total }: Origin,
  from: number,
): Continuation | 'another file' | 'another range' {
  if (validator !== undefined && isOther(headers, validator)) return 'another file';
  const range = parseContentRange(headers.get('content-range'));
  if (range?.last === undefined || range.first !== from) return 'another range';
  if ((range.total ?? total) !== (total ?? range.total)) return 'another range';
  return { end: range.last + 1, total: range.total };
}

/** Whether a 416 says that the file ends where the bytes on the disk do. Otherwise, it has changed. */
export function endsHere(headers: HttpHeaders, { origin, position }: PartFile): boolean {
  if (origin?.validator === undefined || isOther(headers, origin.validator)) return false;
  return origin.total === undefined && parseContentRange(headers.get('content-range'))?.total === position;
}
