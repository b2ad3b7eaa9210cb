// Tests of the decision records: index, numbers and parts.
import { expect, test } from 'vitest';
import { documents, linksOf, readDocument } from './markdown.ts';

const numberOf = (path: string): number => Number(/\/(\d+)-/.exec(path)?.[1]);

const files = documents('docs/decisions/*.md')
  .filter(({ path }) => !path.endsWith('README.md'))
  .toSorted((one, other) => numberOf(one.path) - numberOf(other.path));

test('the index lists every decision, in order', () => {
  const listed = linksOf(readDocument('docs/decisions/README.md')).map(
    ({ target }) => `docs/decisions/${target}`,
  );
  expect(listed).toEqual(files.map(({ path }) => path));
});

test.each(files.map((file) => [file.path, file, numberOf(file.path)] as const))(
  '%s',
  (_path, { lines }, number) => {
    expect(lines[0]).toMatch(new RegExp(`^# ${number}\\. \\S`));
    for (const part of ['Context', 'Decision', 'Consequence']) {
      expect(lines.filter((line) => line.startsWith(`**${part}.** `))).toHaveLength(1);
    }
    expect(lines.length).toBeLessThanOrEqual(30);
  },
);
