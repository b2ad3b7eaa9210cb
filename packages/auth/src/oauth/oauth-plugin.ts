// Creates a `bearer()` plugin whose tokens come from a token endpoint.
import type { Plugin, PluginParts } from '@sluice/core/plugin';
import type { Interceptor } from '@sluice/core/internal';
import { bearer, type BearerCallOptions } from '../bearer.ts';
import type { IssuedToken, TokenState } from '../token-source.ts';
import { OAuthError } from './oauth-error.ts';
import type { CheckedOAuth, TokenClient } from './oauth-options.ts';

/** Requests a token from a token endpoint, with the given client. */
export type Renewal = (state: TokenState, client: TokenClient) => Promise<string | IssuedToken>;

/** Creates a `bearer()` plugin whose tokens come from a token endpoint. Requests to the endpoint carry no token. */
export function oauthPlugin(options: CheckedOAuth, renew: Renewal): Plugin<BearerCallOptions> {
  const { tokenUrl, origins, refused, renewBefore, timeout } = options;
  const { origin, pathname } = tokenUrl;
  const owner = new ClientOwner(options.client);
  const token = async (state: TokenState): Promise<string | IssuedToken> =>
    await renew(state, owner.client());
  const plugin = bearer({ token, origins, refused, renewBefore, timeout });
  return {
    ...plugin,
    setup(host) {
      const parts = plugin.setup(host) as PluginParts & { readonly interceptor: Interceptor };
      const { interceptor } = parts;
      owner.users++;
      return {
        ...parts,
        interceptor(request, handler, next) {
          // A signed token request would wait for the token that it fetches.
          const isTokenRequest = request.origin === origin && request.path.split('?', 1)[0] === pathname;
          if (isTokenRequest) next(request, handler);
          else interceptor(request, handler, next);
        },
        close: () => owner.release(),
      };
    },
  };
}

/** The token client of a plugin. If the plugin created it, it is closed with the last client that has the plugin. */
class ClientOwner {
  /** How many clients have the plugin. */
  users = 0;
  readonly #given: CheckedOAuth['client'];
  #created: TokenClient | undefined;

  constructor(given: CheckedOAuth['client']) {
    this.#given = given;
  }

  client(): TokenClient {
    // A client is a function too.
    if ('post' in this.#given) return this.#given;
    return (this.#created ??= clientOf(this.#given()));
  }

  async release(): Promise<void> {
    this.users--;
    if (this.users > 0 || this.#created === undefined) return;
    const created = this.#created;
    this.#created = undefined;
    await created.close();
  }
}

/** Checks the result of the function `client`. @throws OAuthError if it is not a client, such as a promise of a client */
function clientOf(returned: unknown): TokenClient {
  const { post, close } = Object(returned) as Partial<TokenClient>;
  if (typeof post === 'function' && typeof close === 'function') return returned as TokenClient;
  // This error replaces the rejection of the promise.
  if (returned instanceof Promise) returned.catch(() => undefined);
  throw new OAuthError("the function 'client' must return a client; a promise of one is not awaited");
}
