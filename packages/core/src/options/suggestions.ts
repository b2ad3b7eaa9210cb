// Suggestions for unknown options.
import { FOREIGN_NAMES, type Advice } from './foreign-names.ts';

/** The options of the plugins of this project that a client does not have by default. */
const PLUGINS: ReadonlySet<string> = new Set([
  'breaker',
  'hedge',
  'bearer',
  'basic',
  'apiKey',
  'conditional',
]);

/**
 * What a caller probably meant by an unknown option, as the end of a sentence; undefined if that cannot be guessed.
 * @param path the path of the unknown option, for example `retry.limit`
 * @param allowed the names that are allowed in its place
 */
export function suggestionFor(path: string, allowed: readonly string[]): string | undefined {
  const name = path.slice(path.lastIndexOf('.') + 1);
  const known = Object.hasOwn(FOREIGN_NAMES, path) ? FOREIGN_NAMES[path] : undefined;
  const given = known && adviceFor(known, allowed);
  if (given !== undefined) return given;
  if (path === name && PLUGINS.has(name)) {
    return `it belongs to a plugin; add it to the client with plugins: [${name}()]`;
  }
  const near = nearest(name, allowed);
  return near === undefined ? undefined : `probably '${path.slice(0, -name.length)}${near}'`;
}

/** The advice for a place with these allowed names: a client, a call, or the fields of an option. */
function adviceFor({ root, use, of }: Advice, allowed: readonly string[]): string | undefined {
  const place = allowed.includes('signal') ? 'call' : 'client';
  if (of === undefined || of === place) return allowed.includes(root) ? `use ${use}` : undefined;
  return of === 'client' ? `it is an option of the client; use ${use}` : `it belongs to a call; use ${use}`;
}

/** The allowed name with the fewest edits; undefined if more than a third of the letters would change. */
function nearest(name: string, allowed: readonly string[]): string | undefined {
  const given = name.toLowerCase();
  let best: string | undefined;
  let fewest = Math.floor(Math.min(given.length, 40) / 3) + 1;
  for (const candidate of allowed) {
    const edits = editsBetween(given.slice(0, 40), candidate.toLowerCase());
    if (edits < fewest) [best, fewest] = [candidate, edits];
  }
  return best;
}

/** The optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours. */
function editsBetween(from: string, to: string): number {
  let previous: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let index = 1; index <= from.length; index++) {
    const next = [index];
    for (let column = 1; column <= to.length; column++) {
      const same = from[index - 1] === to[column - 1];
      let edits = Math.min(
        (row[column - 1] as number) + (same ? 0 : 1),
        (row[column] as number) + 1,
        (next[column - 1] as number) + 1,
      );
      const swapped = from[index - 1] === to[column - 2] && from[index - 2] === to[column - 1];
      if (index > 1 && column > 1 && swapped) edits = Math.min(edits, (previous[column - 2] as number) + 1);
      next.push(edits);
    }
    [previous, row] = [row, next];
  }
  return row[to.length] as number;
}
