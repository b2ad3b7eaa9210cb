// The parser of `content-range`.

/** The range of a file in a 206; in a 416, only the length of the file, without `first` and `last`. */
export interface ContentRange {
  /** The position of the first byte. */
  readonly first: number | undefined;
  /** The position of the last byte. */
  readonly last: number | undefined;
  /** The length of the whole file; undefined if the server does not know it. */
  readonly total: number | undefined;
}

/** Parses `content-range` (RFC 9110 section 14.4); undefined if it is absent, malformed, or contradicts itself. */
export function parseContentRange(value: string | null): ContentRange | undefined {
  const match = /^bytes (?:(\d{1,15})-(\d{1,15})|\*)\/(?:(\d{1,15})|\*)$/i.exec(value ?? '');
  if (match === null) return undefined;
  const [first, last, total] = match
    .slice(1)
    .map((digits) => (digits === undefined ? undefined : Number(digits)));
  if (first === undefined || last === undefined) {
    return total === undefined ? undefined : { first: undefined, last: undefined, total };
  }
  return last < first || (total !== undefined && last >= total) ? undefined : { first, last, total };
}
