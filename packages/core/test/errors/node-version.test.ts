// Tests of the refusal of a Node.js that is too old.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { requireNode } from '../../src/errors/node-version.ts';

test.each(['22.19.0', '22.20.1', '23.0.0', '24.21.0', '100.0.0', '24.0.0-nightly'])(
  '%s is accepted',
  (version) => {
    expect(() => requireNode(version)).not.toThrow();
  },
);

test.each(['22.18.0', '22.2.0', '21.99.0', '20.19.5', '9.0.0'])('%s is refused', (version) => {
  expect(() => requireNode(version)).toThrow(
    `Sluice needs Node.js 22.19 or later; this is Node.js ${version}.`,
  );
});

test('the refused versions are those that `engines` excludes', () => {
  const file = join(import.meta.dirname, '../../package.json');
  const { engines } = JSON.parse(readFileSync(file, 'utf8')) as { engines: { node: string } };
  expect(engines.node).toBe('>=22.19');
});
