import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkUndici, checkVersion } from '../../src/undici-internals/check-version.ts';

test.each(['8.12.0', '8.13.1', '8.99.0'])('undici %s is taken', (version) => {
  expect(() => checkVersion(version)).not.toThrow();
});

test.each(['7.16.0', '8.0.0', '8.11.2', '9.0.0', 'nonsense'])(
  'undici %s is refused, and the error names the required version, the found version and the remedy',
  (version) => {
    expect(() => checkVersion(version)).toThrow(
      `needs undici ^8.12.0 and found ${version}: remove the override`,
    );
  },
);

test('the copy in use is in the declared range, which the check knows', () => {
  expect(() => checkUndici()).not.toThrow();
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { dependencies, devDependencies } = JSON.parse(manifest) as Record<string, Record<string, string>>;
  expect(dependencies?.['undici']).toBe('^8.12.0');
  expect(devDependencies?.['undici-oldest']).toBe('npm:undici@8.12.0');
});
