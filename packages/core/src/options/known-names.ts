// What a caller who gave an unknown option probably meant.
import { ELSEWHERE, type Advice } from './foreign-names.ts';

/** The opt-in plugins of this project, by the option that they add. */
const PLUGINS: ReadonlySet<string> = new Set([
  'breaker',
  'hedge',
  'bearer',
  'basic',
  'apiKey',
  'conditional',
]);

/**
 * What a caller who gave an unknown option probably meant, as the end of a sentence.
 * @param path the path of the unknown option, for example `retry.limit`
 * @param allowed the names that are allowed in its place
 */
export function probablyMeant(path: string, allowed: readonly string[]): string | undefined {
  const name = path.slice(path.lastIndexOf('.') + 1);
  const known = Object.hasOwn(ELSEWHERE, path) ? ELSEWHERE[path] : undefined;
  const given = known && adviceFor(known, allowed);
  if (given !== undefined) return given;
  if (path === name && PLUGINS.has(name)) {
    return `it belongs to a plugin, which a client gets by plugins: [${name}()]`;
  }
  const near = nearest(name, allowed);
  return near === undefined ? undefined : `probably '${path.slice(0, -name.length)}${near}'`;
}

/** The advice where these names are allowed: those of a client, of a call, or of the fields of an option. */
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
