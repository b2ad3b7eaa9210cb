// The plugin `clientCredentials()`: tokens that a service obtains in its own name.
import { option, type Plugin } from '@sluice/core/plugin';
import type { BearerCallOptions } from '../bearer.ts';
import { checkOAuth, OAUTH_PARSERS, type CheckedOAuth, type OAuthOptions } from './oauth-options.ts';
import { oauthPlugin } from './oauth-plugin.ts';
import { requestTokens } from './token-request.ts';

/** Options of {@link clientCredentials}. */
export interface ClientCredentialsOptions extends OAuthOptions {}

/**
 * Plugin, stage `retry`: sends a token of the OAuth 2 grant "client credentials" (RFC 6749 section 4.4), which is fetched at
 * the first call, renewed before it expires, and renewed once for all calls when the server refuses it. The rules are those
 * of {@link bearer}. List it after `retry()`.
 * @throws OptionError for an unknown option or a bad value
 */
export function clientCredentials(options: ClientCredentialsOptions): Plugin<BearerCallOptions> {
  const name = 'clientCredentials';
  const given = checkOAuth(option.parseOptions<CheckedOAuth>(options, OAUTH_PARSERS, name), name);
  return oauthPlugin(given, async ({ signal }, client) => {
    const issued = await requestTokens(client, given, { grant_type: 'client_credentials' }, signal);
    return { token: issued.accessToken, expiresIn: issued.expiresIn };
  });
}
