// Loads undici's client at the first dial, without the rest of undici.
// Checked on undici 8.12.0 and 8.13.1.
import { AsyncLocalStorage } from 'node:async_hooks';
// Another name, since the banner that some bundles need declares this one.
import { createRequire as requireFrom } from 'node:module';
import type { Client } from 'undici';
import { idleClientOf } from './idle-client.ts';

/** The class of undici's clients. */
export type ClientClass = typeof Client;

let loaded: ClientClass | undefined;
let loading: Promise<ClientClass> | undefined;

/** Runs a function outside the async context of the caller whose dial is the first. */
const outside = AsyncLocalStorage.snapshot();

/** The class of the clients on our connections; undefined until {@link loadClient} has loaded it. */
export function loadedClient(): ClientClass | undefined {
  return loaded;
}

/**
 * Loads undici's client, once for all callers. After a failure, the next call tries again. Callers need not handle a
 * rejection.
 * @throws the error of the import
 */
export function loadClient(): Promise<ClientClass> {
  if (loading === undefined) {
    loading = outside(load);
    loading.catch(() => {});
  }
  return loading;
}

async function load(): Promise<ClientClass> {
  try {
    // The dial calls the system first, so that dialing and loading run at the same time.
    await new Promise<void>((resolve) => process.nextTick(resolve));
    loaded = idleClientOf(await imported());
    return loaded;
  } catch (error) {
    loading = undefined;
    throw error;
  }
}

/**
 * Imports the class. The imports name their modules literally, so that bundlers follow them. CommonJS has one instance per
 * file, so this is the class that an import of undici has. If a version of undici has moved the file, its index is imported,
 * which takes longer.
 */
async function imported(): Promise<ClientClass> {
  try {
    return (await importedFile()) ?? (await import('undici')).Client;
  } catch (error) {
    const required = requiredClient();
    if (required === undefined) throw error;
    return required;
  }
}

/** The class from its own file; undefined if this version of undici has none there. */
async function importedFile(): Promise<ClientClass | undefined> {
  try {
    const { default: found } = await import('undici/lib/dispatcher/client.js');
    return typeof found === 'function' ? found : undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Codes of a file that does not exist, or is not exported: of Node.js, and of bundlers and Jest. */
const MISSING = new Set<unknown>([
  'ERR_MODULE_NOT_FOUND',
  'ERR_PACKAGE_PATH_NOT_EXPORTED',
  'MODULE_NOT_FOUND',
]);

function isMissing(error: unknown): boolean {
  return MISSING.has((error as { readonly code?: unknown }).code);
}

/** The class by `require()`: Node.js 22 remembers that an import failed for lack of file descriptors, and fails forever. */
function requiredClient(): ClientClass | undefined {
  try {
    return (requireFrom(import.meta.url)('undici') as { readonly Client: ClientClass }).Client;
  } catch {
    return undefined;
  }
}
