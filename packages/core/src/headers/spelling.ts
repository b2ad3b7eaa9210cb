// How callers write the names of headers. Their case has no meaning, but some servers tell names apart by it.

/** The names that a caller wrote in another case, by their names in lower case. */
export type Spelling = ReadonlyMap<string, string>;

/** A spelling with that of one name changed. */
export function respelled(
  spelling: Spelling | undefined,
  lower: string,
  given: string,
): Spelling | undefined {
  if ((spelling?.get(lower) ?? lower) === given) return spelling;
  return new Map(spelling).set(lower, given);
}

/** Names and values in turn, with the names as the caller wrote them. */
export function spelledLines(lines: readonly string[], spelling: Spelling): string[] {
  return lines.map((text, index) => (index % 2 === 0 ? (spelling.get(text) ?? text) : text));
}
