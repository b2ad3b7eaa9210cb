// Loads the face of undici when a program first reads the property `dispatcher` of a registry.
// Another name, since the banner that some bundles need declares this one.
import { createRequire as requireFrom } from 'node:module';
import type { PoolRegistry } from '@sluice/pool';
import type * as face from '@sluice/undici/dispatcher';

/** A dispatcher of undici. */
export type Dispatcher = ReturnType<typeof face.dispatcherOf>;

/** What a program can do, by the code of the error of `require()`. */
const ADVICE: ReadonlyMap<unknown, string> = new Map([
  [
    'MODULE_NOT_FOUND',
    "a bundle contains it if the program imports `dispatcherOf` from 'sluice/dispatcher' and calls `dispatcherOf(registry)` instead",
  ],
  [
    'ERR_REQUIRE_ESM_RACE_CONDITION',
    "an `import()` of it has not ended yet: wait for that `import()`, or import 'sluice/dispatcher' statically",
  ],
  [
    'ERR_REQUIRE_ESM',
    "Node.js runs with --no-require-module; import `dispatcherOf` from 'sluice/dispatcher' and call `dispatcherOf(registry)` instead",
  ],
]);

/**
 * The dispatcher of a registry. The first call loads the whole of undici, in this turn of the event loop: a property cannot
 * wait for an import.
 * @throws TypeError if Node.js cannot load it: the face is part of a bundle, or is being imported, or `require()` loads no ES
 * modules
 */
export function loadDispatcher(registry: PoolRegistry): Dispatcher {
  return loadFace().dispatcherOf(registry);
}

function loadFace(): typeof face {
  try {
    return requireFrom(import.meta.url)('@sluice/undici/dispatcher') as typeof face;
  } catch (cause) {
    const advice = ADVICE.get((cause as { code?: unknown } | undefined)?.code);
    if (advice === undefined) throw cause;
    throw new TypeError(`\`registry.dispatcher\` could not load @sluice/undici/dispatcher; ${advice}`, {
      cause,
    });
  }
}
