// The global origin, which a program sets for fetch with `setGlobalOrigin()` of undici.

/** The key under which `setGlobalOrigin()` of undici stores the origin, for Node's fetch too. */
const KEY = Symbol.for('undici.globalOrigin.1');

/** The argument of the last `setGlobalOrigin()`, against which relative URLs resolve; undefined if none was set. */
export function globalOrigin(): URL | undefined {
  const found = (globalThis as { [KEY]?: unknown })[KEY];
  return found instanceof URL ? found : undefined;
}
