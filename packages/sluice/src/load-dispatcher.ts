// Loads the face of undici when a program first reads the property `dispatcher` of a registry.
// Another name, since the banner that some bundles need declares this one.
import { createRequire as requireFrom } from 'node:module';
import type { PoolRegistry } from '@sluice/pool';
import type * as face from '@sluice/undici/dispatcher';

/** A dispatcher of undici. */
export type Dispatcher = ReturnType<typeof face.dispatcherOf>;

/**
 * The dispatcher of a registry. The first call loads the whole of undici, in this turn of the event loop: a property cannot
 * wait for an import.
 * @throws TypeError if the face is part of a bundle, where Node.js does not find it
 */
export function loadDispatcher(registry: PoolRegistry): Dispatcher {
  return loadFace().dispatcherOf(registry);
}

function loadFace(): typeof face {
  try {
    return requireFrom(import.meta.url)('@sluice/undici/dispatcher') as typeof face;
  } catch (cause) {
    throw new TypeError(
      "`registry.dispatcher` could not load @sluice/undici/dispatcher; a bundle contains it if the program imports `dispatcherOf` from 'sluice/dispatcher' and calls `dispatcherOf(registry)` instead",
      { cause },
    );
  }
}
