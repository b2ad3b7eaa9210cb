// Refuses a Node.js that is too old when a package of Sluice is imported. Every package imports this one first, so that the
// error names the version instead of a function that this Node.js lacks.

/** The oldest supported version, as `engines` of every package states it. */
const OLDEST = [22, 19] as const;

/** @throws Error if `version`, such as `20.19.5`, is older than the oldest supported version */
export function requireNode(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  throw new Error(`Sluice needs Node.js ${OLDEST.join('.')} or later; this is Node.js ${version}.`);
}
