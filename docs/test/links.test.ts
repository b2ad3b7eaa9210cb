// Tests that every link in the documents has a target.
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { anchorsOf, documents, linksOf, readDocument, root, type Document } from './markdown.ts';
import { publicManifests } from './manifests.ts';
import { sampleDocuments } from './samples.ts';

const all = [...documents('*.md').filter(({ path }) => path !== 'README.md'), ...sampleDocuments()];

test.each(all.map((document) => [document.path, document] as const))('links of %s', (_path, document) => {
  expect(linksOf(document).flatMap((link) => wrong(document, link.target, link.line))).toEqual([]);
});

test.each(publicReadmes().map((document) => [document.path, document] as const))(
  'links of %s work from a tarball',
  (_path, document) => {
    const targets = linksOf(document).map(({ target }) => target);
    expect(targets.filter((target) => !/^(https:\/\/|#)/.test(target))).toEqual([]);
  },
);

/** The READMEs of the published packages, which readers see without the rest of the repository. */
function publicReadmes(): Document[] {
  return publicManifests().map(({ dir }) => readDocument(`${dir}/README.md`));
}

/** A file of this repository on GitHub. */
const OURS = /^https:\/\/github\.com\/sluice-http\/sluice\/(?:blob|tree)\/main\/(.+)$/;

/** The faults of a link. External addresses are not checked, since the tests need no network. */
function wrong({ path, lines }: Document, target: string, line: number): string[] {
  const ours = OURS.exec(target)?.[1];
  if (ours === undefined && /^(https?|mailto):/.test(target)) return [];
  const [file = '', anchor] = (ours ?? target).split('#');
  const place = `${path}:${line}: ${target}`;
  const found =
    file === ''
      ? path
      : normalize(ours === undefined ? join(dirname(path), file) : file)
          .replaceAll('\\', '/')
          .replace(/\/$/, '');
  if (found.startsWith('..') || !existsSync(join(root, found))) return [`${place}: no such file`];
  if (anchor === undefined) return [];
  const there = file === '' ? { path, lines } : readDocument(found);
  return anchorsOf(there).has(anchor) ? [] : [`${place}: no such heading`];
}
