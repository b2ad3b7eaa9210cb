import { expect, test } from 'vitest';
import { notesOn } from '../src/notes.ts';
import { scenarios } from '../src/scenarios/index.ts';
import { measurement } from './samples.ts';

const plain = measurement({ opened: 20, unanswered: 0 }, { client: 'fetch' });

test('a row in which Sluice opens or fails more has a note with both figures and the reason', () => {
  const sluice = measurement({ opened: 33, unanswered: 4 });
  expect(notesOn(plain, sluice, { opened: 'a reason.' })).toEqual([
    'More connections opened (33 with Sluice, 20 with fetch): a reason.',
    'More calls not answered (4 with Sluice, 0 with fetch): The verdict says whether that is within its bounds.',
  ]);
});

test('equal, lower and unknown figures have no note, nor figures beside those of a crashed client', () => {
  expect(notesOn(plain, measurement({ opened: 20 }))).toEqual([]);
  expect(notesOn(plain, measurement({ opened: 3 }))).toEqual([]);
  expect(notesOn(plain, measurement({ opened: null }))).toEqual([]);
  const broken = measurement({ opened: 1 }, { client: 'got', broken: 'oops' });
  expect(notesOn(broken, measurement({ opened: 33 }))).toEqual([]);
});

test('the scenarios of the table in the README come first, and each shows code that parses', () => {
  expect(scenarios.slice(0, 7).map(({ name }) => name)).toEqual([
    'endless-error',
    'late-error',
    'cut-body',
    'retry-after',
    'unread',
    'many-hosts',
    'waves',
  ]);
  // oxlint-disable-next-line unicorn/new-for-builtins, typescript/no-unsafe-type-assertion -- the only way to this class
  const AsyncFunction = (async () => {}).constructor as new (code: string) => unknown;
  for (const { code } of scenarios) {
    expect(() => new AsyncFunction(code.plain)).not.toThrow();
    expect(() => new AsyncFunction(code.sluice)).not.toThrow();
  }
});
