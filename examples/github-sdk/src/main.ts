// Runs the same cases with every wrapper, and prints the lines and the results of each.
import { isDeepStrictEqual } from 'node:util';
import { CASES, outcomesOf } from './cases.ts';
import { linesOf, WRAPPERS } from './wrappers.ts';

const names = Object.keys(WRAPPERS);
const results = await Promise.all(Object.values(WRAPPERS).map(outcomesOf));
const rows = [
  ['', ...names],
  ['non-blank lines', ...names.map((name) => String(linesOf(name)))],
  ...Object.entries(CASES).map(([name, { expected }]) => [
    name,
    ...results.map((outcomes) => (isDeepStrictEqual(outcomes[name], expected) ? 'ok' : 'differs')),
  ]),
];
const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
for (const row of rows)
  console.log(
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
