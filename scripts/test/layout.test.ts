// Tests that the files of the packages are laid out as CONTRIBUTING.md says.
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { find, packages, root } from '../workspace.ts';

const read = (file: string): string => readFileSync(join(root, file), 'utf8');

const published = packages().filter(({ dir, private: hidden }) => !hidden && dir.startsWith('packages/'));

describe('sources', () => {
  const sources = find('{packages/*/src/**,scripts,docs/test}/*.ts');

  test('open with a sentence that says what the file is', () => {
    const opening = /^\/\/ \S(?:.*\n\/\/)*.*\.(?:\n| )/;
    expect(sources.filter((file) => !opening.test(read(file)))).toEqual([]);
  });

  test('have 250 lines at most', () => {
    const long = sources.filter((file) => read(file).trimEnd().split('\n').length > 250);
    expect(long).toEqual([]);
  });
});

describe('tests', () => {
  /** Folders of tests whose subject is more than one folder of sources. */
  const subjects: Readonly<Record<string, readonly string[]>> = {
    fixtures: ['clients'],
    got: ['destroying', 'faces', 'tracing', 'transport/pollution'],
    sdk: ['faults', 'types', 'wrapper'],
    sluice: ['bodies', 'calls', 'connections', 'fetch', 'fetch/scenarios'],
  };

  test.each(published)('of $name are in the folders of the sources', ({ dir }) => {
    const folders = new Set(find(`${dir}/test/**/*.ts`).map((file) => dirname(file)));
    const unknown = [...folders]
      .map((folder) => folder.slice(`${dir}/test`.length + 1))
      .filter((folder) => folder !== '' && !/(?:^|\/)(?:support|helpers)$/.test(folder))
      .filter((folder) => !existsSync(join(root, dir, 'src', folder)))
      .filter((folder) => !subjects[basename(dir)]?.includes(folder));
    expect(unknown).toEqual([]);
  });

  test.each(published)('of $name that have the name of a source are in its folder', ({ dir }) => {
    const sources = find(`${dir}/src/**/*.ts`).filter((file) => !file.includes('/conformance/cases/'));
    const misplaced = find(`${dir}/test/**/*.test.ts`).flatMap((file) => {
      if (subjects[basename(dir)]?.includes(dirname(file).slice(`${dir}/test/`.length)) === true) return [];
      const name = basename(file).replace(/(?:\.props)?\.test\.ts$/, '.ts');
      const homes = sources.filter((source) => basename(source) === name).map((source) => dirname(source));
      const here = dirname(file).replace(`${dir}/test`, `${dir}/src`);
      return homes.length === 0 || homes.includes(here) ? [] : [`${file}: ${homes.join(' or ')}`];
    });
    expect(misplaced).toEqual([]);
  });
});
