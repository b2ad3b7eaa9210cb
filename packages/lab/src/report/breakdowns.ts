import type { Group } from '../model.ts';

/** Says of each plain client whose process did not survive that it did not. */
export function breakdowns({ rows }: Group): string[] {
  return rows
    .filter(({ plain }) => plain.broken !== undefined)
    .map(({ label, plain }) => `${plain.client} at "${label}" did not get to the end: ${plain.broken}.`);
}

/** Says of each row in which Sluice has the higher figure why that is so. */
export function higherFigures({ rows }: Group): string[] {
  return rows.flatMap(({ label, notes }) => notes.map((note) => `"${label}": ${note}`));
}
