// Compares a 206 or a 416 with the bytes on the disk.
import type { HttpHeaders } from '@sluice/core';
import { parseContentRange } from './content-range.ts';
import type { FileVersion, PartFile } from './part-file.ts';
import { isOther } from './validator.ts';

/** The range of a 206 that continues a part. */
export interface Continuation {
  /** The position after the last byte of the range. */
  readonly end: number;
  /** The length of the whole file; undefined if unknown. */
  readonly total: number | undefined;
}

/**
 * The range of a 206, or the reason why it does not continue a part.
 * @param from the requested position
 */
export function continuationOf(
  headers: HttpHeaders,
  { validator, total }: FileVersion,
  from: number,
): Continuation | 'another file' | 'another range' {
  if (validator !== undefined && isOther(headers, validator)) return 'another file';
  const range = parseContentRange(headers.get('content-range'));
  if (range?.last === undefined || range.first !== from) return 'another range';
  if ((range.total ?? total) !== (total ?? range.total)) return 'another range';
  return { end: range.last + 1, total: range.total };
}

/** Whether a 416 says that the file ends at the position of the part. Otherwise, the file has changed. */
export function endsHere(headers: HttpHeaders, { version, position }: PartFile): boolean {
  if (version?.validator === undefined || isOther(headers, version.validator)) return false;
  return version.total === undefined && parseContentRange(headers.get('content-range'))?.total === position;
}
