// The origins that may receive the credentials of a plugin.
import type { HttpRequest } from '@sluice/core';
import { refuse, type CallScope, type PluginHost } from '@sluice/core/plugin';

/** Checks the option `origins`. @throws OptionError */
export function parseOrigins(value: unknown, path: string): ReadonlySet<string> {
  if (!Array.isArray(value) || value.length === 0) throw refuse(path, value, 'an array of origins');
  return new Set(
    value.map((origin: unknown) => {
      const url = typeof origin === 'string' && URL.canParse(origin) ? new URL(origin) : undefined;
      if (url === undefined || !/^https?:$/.test(url.protocol) || `${url.origin}/` !== url.href) {
        throw refuse(path, origin, "an origin such as 'https://api.example.com'");
      }
      return url.origin;
    }),
  );
}

/**
 * Decides which requests may carry the credentials: those to the given origins. Without given origins, those to the origin of
 * the client's `baseUrl`; without a `baseUrl`, those to the origin of the call's first request, so that a redirect does not
 * carry the credentials elsewhere.
 */
export class Audience {
  readonly #origins: ReadonlySet<string> | undefined;
  readonly #first = new WeakMap<CallScope, string>();

  constructor(origins: ReadonlySet<string> | undefined, { baseUrl }: PluginHost) {
    this.#origins = origins ?? (baseUrl === undefined ? undefined : new Set([baseUrl.origin]));
  }

  /** Whether a request may carry the credentials. */
  includes(request: HttpRequest): boolean {
    const { origin, call } = request;
    if (this.#origins !== undefined) return this.#origins.has(origin);
    const first = this.#first.get(call);
    if (first === undefined) this.#first.set(call, origin);
    return first === undefined || first === origin;
  }
}
