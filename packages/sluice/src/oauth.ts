// The OAuth 2 plugins, with a default client for token requests.
import {
  clientCredentials as withClientCredentials,
  refreshToken as withRefreshToken,
  type BearerCallOptions,
  type ClientCredentialsOptions as GivenClientCredentials,
  type RefreshTokenOptions as GivenRefreshToken,
  type TokenClient,
} from '@sluice/auth';
import type { Plugin } from '@sluice/core/plugin';
import { createClient } from './create-client.ts';

/** The option `client`, which is optional here. */
interface OptionalClient {
  /**
   * The client that sends token requests, or a function that creates one at the first token request. A created client is
   * closed with the last client that has the plugin. Default: a client with its own connections.
   */
  readonly client?: TokenClient | (() => TokenClient) | undefined;
}

/** Options of {@link clientCredentials}. */
export interface ClientCredentialsOptions extends Omit<GivenClientCredentials, 'client'>, OptionalClient {}

/** Options of {@link refreshToken}. */
export interface RefreshTokenOptions extends Omit<GivenRefreshToken, 'client'>, OptionalClient {}

/**
 * Plugin, stage `retry`: sends a token of the OAuth 2 grant "client credentials" (RFC 6749 section 4.4). The token is fetched
 * at the first call, renewed before it expires, and renewed once for all calls when the server refuses it.
 * @throws OptionError for an unknown or invalid option
 */
export function clientCredentials(options: ClientCredentialsOptions): Plugin<BearerCallOptions> {
  return withClientCredentials(withClient(options, 'any'));
}

/**
 * Plugin, stage `retry`: sends a token that is renewed with an OAuth 2 refresh token (RFC 6749 section 6): before it expires,
 * and once for all calls when the server refuses it. A refresh token in the response replaces the previous one.
 * @throws OptionError for an unknown or invalid option
 */
export function refreshToken(options: RefreshTokenOptions): Plugin<BearerCallOptions> {
  return withRefreshToken(withClient(options, undefined));
}

/** @param methods the methods whose requests may be sent twice. Default: those of the client, without POST */
function withClient<Options extends OptionalClient>(
  options: Options,
  methods: 'any' | undefined,
): Options & { readonly client: TokenClient | (() => TokenClient) } {
  // A separate pool: otherwise a token request could wait for a connection of a call that waits for the token.
  const create = (): TokenClient =>
    createClient({ name: 'oauth', pool: {}, retry: { maxRetries: 2, ...(methods && { methods }) } });
  return { ...options, client: options?.client ?? create };
}
