// Tests that docs/diagnostics.md describes every channel and field.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readDocument, root } from './markdown.ts';

const page = readDocument('docs/diagnostics.md').lines;

/** The text below a heading, up to the next heading that is followed by text. */
function sectionOf(channel: string): string {
  const from = page.indexOf(`### ${channel}`);
  expect(from, channel).not.toBe(-1);
  const rest = page.slice(from + 1);
  const text = rest.findIndex((line) => line !== '' && !line.startsWith('#'));
  const end = rest.findIndex((line, index) => index > text && line.startsWith('#'));
  return rest.slice(text, end).join('\n');
}

const sources = globSync('packages/*/src/**/*.ts', { cwd: root }).map((path) =>
  readFileSync(join(root, path), 'utf8'),
);

const channels = sources.flatMap((text) =>
  [...text.matchAll(/new CallChannel<[^(]*>\(\s*'([^']+)'/g)].map(([, name = '']) => name),
);

test('no channel is opened without a reference to the call', () => {
  expect(sources.filter((text) => /diagnostics_channel\.channel\(\s*'sluice:/.test(text))).toEqual([]);
});

test('the documented channels are the channels of the sources', () => {
  const described = page.flatMap((line) => /^### (sluice:\S+)$/.exec(line)?.[1] ?? []);
  expect(described.toSorted()).toEqual([...new Set(channels)].toSorted());
});

test.each([...new Set(channels)])('every field of a message of %s is described', (channel) => {
  const section = sectionOf(channel);
  const [, type = ''] = /Message: `(\w+)`/.exec(section) ?? [];
  const body = sources.flatMap(
    (text) => new RegExp(`export interface ${type}(?: extends [^{]+)? \\{([^}]+)\\}`).exec(text)?.[1] ?? [],
  );
  expect(body, type).toHaveLength(1);
  const fields = [...(body[0] ?? '').matchAll(/readonly (\w+)\??:/g)].map(([, name = '']) => name);
  expect(fields.length).toBeGreaterThan(0);
  for (const field of fields) expect(section).toContain(`\`${field}\``);
});
