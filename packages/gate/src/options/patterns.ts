// Look-up of values by key patterns with `*`.

/** A pattern and its value. */
export type PatternEntry<Value> = readonly [pattern: string, value: Value];

/**
 * Compiles patterns into a look-up. In a pattern `*` matches any characters, including none. A pattern without `*` has
 * precedence, then the first listed.
 */
export function compilePatterns<Value>(
  entries: readonly PatternEntry<Value>[],
  otherwise: Value,
): (key: string) => Value {
  if (entries.length === 0) return () => otherwise;
  const exact = new Map(entries.filter(([pattern]) => !pattern.includes('*')));
  const open = entries
    .filter(([pattern]) => pattern.includes('*'))
    .map(([pattern, value]) => ({ parts: pattern.split('*'), value }));
  return (key) => exact.get(key) ?? open.find(({ parts }) => matches(parts, key))?.value ?? otherwise;
}

/**
 * Whether `key` consists of `parts` with anything between them. Takes linear time, since keys may come from outside.
 */
function matches(parts: readonly string[], key: string): boolean {
  const head = parts[0] ?? '';
  const tail = parts.at(-1) ?? '';
  if (key.length < head.length + tail.length || !key.startsWith(head) || !key.endsWith(tail)) return false;
  const end = key.length - tail.length;
  let from = head.length;
  for (const part of parts.slice(1, -1)) {
    const at = key.indexOf(part, from);
    if (at === -1 || at + part.length > end) return false;
    from = at + part.length;
  }
  return true;
}
