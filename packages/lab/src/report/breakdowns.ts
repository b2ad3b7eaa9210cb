// Notes on clients whose process crashed, and on higher figures of Sluice.
import type { Group } from '../model.ts';

/** A note on each plain client whose process crashed. */
export function breakdowns({ rows }: Group): string[] {
  return rows
    .filter(({ plain }) => plain.broken !== undefined)
    .map(({ label, plain }) => `${plain.client} at "${label}" did not finish: ${plain.broken}.`);
}

/** The notes of all rows, which explain why a figure of Sluice is the higher one. */
export function higherFigures({ rows }: Group): string[] {
  return rows.flatMap(({ label, notes }) => notes.map((note) => `"${label}": ${note}`));
}
