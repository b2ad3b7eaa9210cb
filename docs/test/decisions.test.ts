// Tests of the decision records: index, numbers and parts.
import { expect, test } from 'vitest';
import { documents, linksOf, readDocument } from './markdown.ts';

const files = documents('docs/decisions/*.md').filter(({ path }) => !path.endsWith('README.md'));

test('the index lists every decision, in order', () => {
  const listed = linksOf(readDocument('docs/decisions/README.md')).map(
    ({ target }) => `docs/decisions/${target}`,
  );
  expect(listed).toEqual(files.map(({ path }) => path));
});

test.each(files.map((file) => [file.path, file, Number(/\/(\d+)-/.exec(file.path)?.[1])] as const))(
  '%s',
  (_path, { lines }, number) => {
    expect(lines[0]).toMatch(new RegExp(`^# ${number}\\. \\S`));
    for (const part of ['Context', 'Decision', 'Consequence']) {
      expect(lines.filter((line) => line.startsWith(`**${part}.** `))).toHaveLength(1);
    }
    expect(lines.length).toBeLessThanOrEqual(30);
  },
);
