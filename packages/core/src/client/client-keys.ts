// The names of the options that only a client has.
import type { CorePolicyOptions } from '../options/core-options.ts';
import type { ClientOptions } from './client.ts';

/** Options of a client that are not options of its calls. */
export const CLIENT_KEYS: ReadonlySet<string> = new Set(
  Object.keys({
    transport: true,
    plugins: true,
    baseUrl: true,
    headers: true,
    query: true,
    name: true,
    logger: true,
    clock: true,
    closeTransport: true,
  } satisfies Record<Exclude<keyof ClientOptions, keyof CorePolicyOptions>, true>),
);
