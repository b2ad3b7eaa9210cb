// The check that the copy of undici in use is one whose internals are known.
import { createRequire } from 'node:module';

/** The declared range. Tests run with its oldest and with its newest version. */
const MAJOR = 8;
const OLDEST_MINOR = 12;

/**
 * Checks a version of undici.
 * @throws Error when it is outside the range that this package declares
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
 * Checks the copy of undici that this package loads, once. A bundle has no such file, and is not checked.
 * @throws Error as {@link checkVersion}
 */
export function checkUndici(): void {
  if (checked) return;
  checked = true;
  let version: string;
  try {
    ({ version } = createRequire(import.meta.url)('undici/package.json') as { version: string });
  } catch {
    return;
  }
  checkVersion(version);
}
