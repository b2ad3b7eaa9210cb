// Tests that every link in the documents has a target.
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { anchorsOf, documents, linksOf, readDocument, root, type Document } from './markdown.ts';
import { sampleDocuments } from './samples.ts';

const all = [...documents('*.md').filter(({ path }) => path !== 'README.md'), ...sampleDocuments()];

test.each(all.map((document) => [document.path, document] as const))('links of %s', (_path, document) => {
  expect(linksOf(document).flatMap((link) => wrong(document, link.target, link.line))).toEqual([]);
});

/** The faults of a link. External addresses are not checked, since the tests need no network. */
function wrong({ path, lines }: Document, target: string, line: number): string[] {
  if (/^(https?|mailto):/.test(target)) return [];
  const [file = '', anchor] = target.split('#');
  const place = `${path}:${line}: ${target}`;
  const found =
    file === ''
      ? path
      : normalize(join(dirname(path), file))
          .replaceAll('\\', '/')
          .replace(/\/$/, '');
  if (found.startsWith('..') || !existsSync(join(root, found))) return [`${place}: no such file`];
  if (anchor === undefined) return [];
  const there = file === '' ? { path, lines } : readDocument(found);
  return anchorsOf(there).has(anchor) ? [] : [`${place}: no such heading`];
}
