// The plugin `refreshToken()`: tokens that are renewed on behalf of a user.
import { OptionError } from '@sluice/core';
import { option, refuse, type OptionParsers, type Plugin } from '@sluice/core/plugin';
import type { BearerCallOptions } from '../bearer.ts';
import type { IssuedToken } from '../token-source.ts';
import { OAuthError } from './oauth-error.ts';
import { checkOAuth, OAUTH_PARSERS, type CheckedOAuth, type OAuthOptions } from './oauth-options.ts';
import { oauthPlugin } from './oauth-plugin.ts';
import { requestTokens, type IssuedTokens } from './token-request.ts';

const { func } = option;

/** Returns the refresh token that the caller has stored. */
type RefreshTokenFunction = () => string | PromiseLike<string>;

/** Options of {@link refreshToken}. */
export interface RefreshTokenOptions extends OAuthOptions {
  /**
   * The refresh token, or a function that returns it. The function is called for each renewal, so that it can return a token
   * that another process has stored.
   */
  readonly refreshToken: string | RefreshTokenFunction;
  /** The access token at the start. Default: the first call renews. */
  readonly accessToken?: string | IssuedToken | undefined;
  /**
   * Called with the tokens of each renewal, before the access token is used, to store them: a server that rotates refresh
   * tokens no longer accepts the earlier one. Also called if the access token is of a type that cannot be used. Such a type,
   * and an error of this function, fail the waiting calls. Default: the tokens are kept in memory.
   */
  readonly onTokens?: ((tokens: IssuedTokens) => void | PromiseLike<void>) | undefined;
}

type Checked = CheckedOAuth & Pick<RefreshTokenOptions, 'refreshToken' | 'accessToken' | 'onTokens'>;

const PARSERS: OptionParsers<Checked> = {
  ...OAUTH_PARSERS,
  refreshToken: (value, path) => {
    if (typeof value === 'function') return value as RefreshTokenFunction;
    if (typeof value !== 'string' || value === '')
      throw refuse(path, value, 'a string that is not empty, or a function');
    return value;
  },
  accessToken: (value, path) => {
    const token: unknown = option.isOptions(value) ? (value as IssuedToken).token : value;
    if (typeof token !== 'string' || token === '')
      throw refuse(path, value, 'a string, or { token, expiresIn }');
    return value as string | IssuedToken;
  },
  onTokens: func(),
};

/**
 * Plugin, stage `retry`: sends a token that is renewed with an OAuth 2 refresh token (RFC 6749 section 6): before it expires,
 * and once for all calls when the server refuses it. A refresh token in the answer replaces the earlier one. The rules are
 * those of {@link bearer}. List it after `retry()`.
 * @throws OptionError for an unknown option or a bad value
 */
export function refreshToken(options: RefreshTokenOptions): Plugin<BearerCallOptions> {
  const name = 'refreshToken';
  const given = option.parseOptions<Checked>(options, PARSERS, name) as Checked;
  checkOAuth(given, name);
  if (given.refreshToken === undefined)
    throw new OptionError(`${name}.refreshToken`, `option '${name}.refreshToken' is missing`);
  const store = new RefreshTokenStore(given.refreshToken);
  let initial = given.accessToken;
  return oauthPlugin(given, async ({ signal }, client) => {
    if (initial !== undefined) {
      const first = initial;
      initial = undefined;
      return first;
    }
    const grant = { grant_type: 'refresh_token', refresh_token: await store.current() };
    const issued = await requestTokens(client, given, grant, signal, {
      onRefreshToken: (token) => store.replace(token),
      onTokens: (tokens) => given.onTokens?.(tokens),
    });
    return { token: issued.accessToken, expiresIn: issued.expiresIn };
  });
}

/** The refresh token in use: the latest that the server issued or the caller's function returned. */
class RefreshTokenStore {
  readonly #load: RefreshTokenFunction | undefined;
  #current: string | undefined;
  /** The last result of the function. */
  #loaded: string | undefined;

  constructor(given: string | RefreshTokenFunction) {
    if (typeof given === 'function') this.#load = given;
    else this.#current = given;
  }

  /** @throws the error of the function; OAuthError if it returns no token */
  async current(): Promise<string> {
    if (this.#load !== undefined) {
      const loaded: unknown = await this.#load();
      if (typeof loaded !== 'string' || loaded === '')
        throw new OAuthError("the function 'refreshToken' returned no token");
      // An unchanged result was not stored again since the server issued another token.
      if (loaded !== this.#loaded) this.#current = loaded;
      this.#loaded = loaded;
    }
    return this.#current as string;
  }

  replace(issued: string): void {
    this.#current = issued;
  }
}
