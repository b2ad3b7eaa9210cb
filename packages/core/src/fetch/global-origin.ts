// The origin that a program states for fetch, in place of that of a page.

/** Under which `setGlobalOrigin()` of undici leaves the origin, also for Node's fetch. */
const KEY = Symbol.for('undici.globalOrigin.1');

/** The URL that `setGlobalOrigin()` was called with: relative URLs resolve against it; undefined if there is none. */
export function globalOrigin(): URL | undefined {
  const found = (globalThis as { [KEY]?: unknown })[KEY];
  return found instanceof URL ? found : undefined;
}
