// What every file of this folder states: the versions that it was checked on, which are those in use, and its test.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';

const folder = new URL('../../src/undici-internals/', import.meta.url);
const require = createRequire(import.meta.url);

interface Manifest {
  readonly version: string;
  readonly engines: { readonly node: string };
  readonly devDependencies: Readonly<Record<string, string>>;
}

const manifestOf = (path: string): Manifest => require(path) as Manifest;

const own = manifestOf('../../package.json');
const undici = [
  own.devDependencies['undici-oldest']?.replace('npm:undici@', ''),
  // The newest is that of the lock file, whichever copy runs this test.
  (
    JSON.parse(
      readFileSync(new URL('../../node_modules/undici/package.json', import.meta.url), 'utf8'),
    ) as Manifest
  ).version,
];
const node = [
  own.engines.node.replace('>=', ''),
  manifestOf('../../../../package.json').devDependencies['node'],
];

const files = readdirSync(folder).filter((name) => name !== 'check-version.ts' && !name.endsWith('.d.ts'));

test.each(files)('%s names the versions in use', (name) => {
  const [opening = '', versions = ''] = readFileSync(new URL(name, folder), 'utf8').split('\n');
  expect(opening).toMatch(/^\/\/ [A-Z`].+\.$/);
  expect(versions).toMatch(/^\/\/ Checked on (undici|Node\.js) .+\.$/);
  // Check the file on the new version, with `pnpm test:nodes`, before you change its comment.
  if (versions.includes('undici')) expect(versions).toContain(`undici ${undici.join(' and ')}`);
  if (versions.includes('Node.js')) {
    expect(versions).toContain(`Node.js ${node[0]}.0, ${node[1]} and `);
  }
});

test.each(files)('%s has a test', (name) => {
  expect(existsSync(new URL(name.replace('.ts', '.test.ts'), import.meta.url))).toBe(true);
});
