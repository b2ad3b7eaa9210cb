// How callers write the names of headers. Case is insignificant in HTTP, but some servers depend on it.

/** The names that a caller did not write in lower case, by their lower-case form. */
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
