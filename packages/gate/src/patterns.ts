/** A pattern and what it stands for. */
export type PatternEntry<Value> = readonly [pattern: string, value: Value];

/**
 * Makes a look-up of patterns in which `*` stands for any characters, or none. A pattern without `*` wins over those
 * with one; among these the first listed wins.
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

/** Whether `key` is made of `parts` with anything between them. Linear: keys may come from outside. */
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
