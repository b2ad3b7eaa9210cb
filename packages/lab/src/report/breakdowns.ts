// Notes on clients whose process broke down.
import type { Group } from '../model.ts';

/** A note on each plain client whose process broke down. */
export function breakdowns({ rows }: Group): string[] {
  return rows
    .filter(({ plain }) => plain.broken !== undefined)
    .map(({ label, plain }) => `${plain.client} at "${label}" did not get to the end: ${plain.broken}.`);
}

/** Says of each row in which Sluice has the higher figure why that is so. */
export function higherFigures({ rows }: Group): string[] {
  return rows.flatMap(({ label, notes }) => notes.map((note) => `"${label}": ${note}`));
}
