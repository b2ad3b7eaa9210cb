// Tests of the tables in docs/fetch.md: they say what docs/fetch-members.json says, and miss no member.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fetchPreset } from 'sluice';
import { readDocument } from './markdown.ts';

interface Member {
  readonly of: 'RequestInit' | 'Response' | 'behaviour';
  readonly member: string;
  readonly verdict: 'same' | 'different' | 'refused';
  readonly why?: string;
  readonly note?: string;
  readonly scenarios?: readonly unknown[];
}

const file = new URL('../fetch-members.json', import.meta.url);
const members = JSON.parse(readFileSync(file, 'utf8')) as readonly Member[];
const { lines } = readDocument('docs/fetch.md');

test.each(members.map((entry) => [`${entry.of}: ${entry.member}`, entry] as const))('%s', (_, entry) => {
  const { member, verdict, why, note } = entry;
  const shown = /[ `]/.test(member) ? member : `\`${member}\``;
  expect(lines).toContain(`| ${shown} | ${verdict} | ${why ?? note ?? ''} |`);
  expect(why !== undefined).toBe(verdict !== 'same');
  if (verdict === 'same') expect(entry.scenarios ?? []).toEqual([]);
  else expect(entry.scenarios).not.toHaveLength(0);
});

const namesOf = (of: Member['of']): readonly string[] =>
  members.filter((entry) => entry.of === of).map(({ member }) => member);

test('every member of RequestInit has a row', () => {
  const known = Object.keys(Object.getOwnPropertyDescriptors(Request.prototype));
  const ofRequest = [
    'constructor',
    'url',
    'destination',
    'isReloadNavigation',
    'isHistoryNavigation',
    'attribute',
  ];
  const isOfInit = (name: string): boolean => !(name in Response.prototype) && !ofRequest.includes(name);
  const ofInit = [...known.filter(isOfInit), 'headers', 'body', 'window', 'priority', 'dispatcher'];
  expect(ofInit.filter((name) => !namesOf('RequestInit').includes(name))).toEqual([]);
});

test('every member of Response has a row', () => {
  const known = Object.keys(Object.getOwnPropertyDescriptors(Response.prototype));
  expect(known.filter((name) => name !== 'constructor' && !namesOf('Response').includes(name))).toEqual([]);
});

test('the preset is as the page says', () => {
  const rows = Object.entries(fetchPreset).flatMap(([name, value]): [string, unknown][] =>
    typeof value === 'object'
      ? Object.entries(value).map(([field, inner]): [string, unknown] => [`${name}.${field}`, inner])
      : [[name, value]],
  );
  expect(rows).toHaveLength(9);
  for (const [name, value] of rows) {
    expect(lines.some((line) => line.startsWith(`| \`${name}\` | \`${String(value)}\` |`))).toBe(true);
  }
});
