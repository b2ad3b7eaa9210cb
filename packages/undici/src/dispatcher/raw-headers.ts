/** Headers the way a dispatcher's callers give them: a flat list, pairs, or a record, values one or several. */
export type AnyHeaders =
  | readonly unknown[]
  | Iterable<readonly [unknown, unknown]>
  | Readonly<Record<string, unknown>>
  | null
  | undefined;

/** Headers that belong to one connection and are set by whoever speaks on it (RFC 9110 section 7.6.1). */
const CONNECTION = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade']);

/** Headers as a flat list of names in lower case and values, without those that belong to a connection. */
export function rawHeaders(given: AnyHeaders): string[] {
  const flat: string[] = [];
  const add = (name: unknown, value: unknown): void => {
    const lower = String(name).toLowerCase();
    if (value === undefined || value === null || CONNECTION.has(lower)) return;
    // What is no text is for undici to refuse, in its own words.
    for (const item of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
      flat.push(lower, item as string);
    }
  };
  if (given === null || given === undefined) return flat;
  if (Array.isArray(given) && !Array.isArray(given[0])) {
    for (let index = 0; index < given.length; index += 2) add(given[index], given[index + 1]);
  } else if (Symbol.iterator in given) {
    for (const [name, value] of given as Iterable<readonly [unknown, unknown]>) add(name, value);
  } else {
    for (const name of Object.keys(given)) add(name, (given as Record<string, unknown>)[name]);
  }
  return flat;
}
