// Checks that the copy of undici in use is of a version whose internals are known.
import { createRequire as requireFrom } from 'node:module';

/** The declared range of versions. Tests run with the oldest and the newest of them. */
const MAJOR = 8;
const OLDEST_MINOR = 12;

/**
 * Checks a version of undici.
 * @throws Error if it is outside the range that this package declares
 */
export function checkVersion(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major === MAJOR && minor >= OLDEST_MINOR) return;
  throw new Error(
    `@sluice/undici needs undici ^${MAJOR}.${OLDEST_MINOR}.0 and found ${version}: ` +
      'remove the override of undici from your package.json, or install a version in that range',
  );
}

let checked = false;

/**
 * Checks the copy of undici that this package loads, once. In a bundle, `undici/package.json` is missing and the version is
 * not checked.
 * @throws Error as {@link checkVersion}
 */
export function checkUndici(): void {
  if (checked) return;
  checked = true;
  let version: string;
  try {
    ({ version } = requireFrom(import.meta.url)('undici/package.json') as { version: string });
  } catch {
    return;
  }
  checkVersion(version);
}
