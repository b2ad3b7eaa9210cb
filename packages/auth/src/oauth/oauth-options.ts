// The options that the OAuth 2 plugins have in common.
import {
  OptionError,
  type Client,
  type CoreCallOptions,
  type HttpResponse,
  type RedirectCallOptions,
} from '@sluice/core';
import { option, refuse, type OptionParser, type OptionParsers } from '@sluice/core/plugin';
import { parseOrigins } from '../audience.ts';

const { boolean, decision, duration, isOptions, oneOf, string } = option;

/** A client that sends token requests. It needs the plugin `redirect()`, which every client of `sluice` has. */
export type TokenClient = Pick<Client<CoreCallOptions & RedirectCallOptions>, 'post' | 'close'>;

/** How a client proves its identity to the token endpoint, with the names of RFC 8414. */
export type AuthMethod = 'client_secret_basic' | 'client_secret_post' | 'none';

/** The options of every OAuth 2 plugin. */
export interface OAuthOptions {
  /** The token endpoint. `https:`, or `http:` on this machine (see `allowHttp`). */
  readonly tokenUrl: string | URL;
  /** The identifier of the client. */
  readonly clientId: string;
  /** The secret of the client, or a function that returns it, called for each token request. Not with `authMethod: 'none'`. */
  readonly clientSecret?: string | (() => string | PromiseLike<string>) | undefined;
  /** How the secret is sent. Default: `client_secret_basic`, or `none` without a secret. */
  readonly authMethod?: AuthMethod | undefined;
  /** The requested scopes. Default: the server chooses. */
  readonly scope?: string | readonly string[] | undefined;
  /** The parameter `audience`, which some servers expect. Default: none. */
  readonly audience?: string | undefined;
  /** The parameters `resource` (RFC 8707). Default: none. */
  readonly resource?: string | readonly string[] | undefined;
  /** More parameters of the token request. Default: none. */
  readonly params?: Readonly<Record<string, string>> | undefined;
  /** Whether `tokenUrl` may be `http:` on another machine, where others can read the secret. Default: false. */
  readonly allowHttp?: boolean | undefined;
  /**
   * The client that sends the token requests, or a function that creates it at the first token request. A created client is
   * closed with the last client that has the plugin. It needs its own connections and its own gate: otherwise, the token
   * request would wait behind the calls that wait for the token.
   */
  readonly client: TokenClient | (() => TokenClient);
  /** As in `bearer()`. Default: the origin of the client's `baseUrl`; without one, that of the call's first request. */
  readonly origins?: readonly string[] | undefined;
  /** As in `bearer()`. Default: a response with status 401 refuses the token. */
  readonly refused?: ((response: HttpResponse) => boolean) | undefined;
  /** How long before its expiry a token is renewed, in ms; at most half of its life. Default: 30,000. */
  readonly renewBefore?: number | undefined;
  /** How long a renewal may take, in ms. Default: 30,000. */
  readonly timeout?: number | undefined;
}

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/** The parameters that have their own options. */
const RESERVED = new Set([
  'grant_type',
  'client_id',
  'client_secret',
  'refresh_token',
  'scope',
  'audience',
  'resource',
]);

const parseTokenUrl: OptionParser<URL> = (value, path) => {
  const text = value instanceof URL ? value.href : value;
  const url = typeof text === 'string' && URL.canParse(text) ? new URL(text) : undefined;
  // The message omits the value, which may contain credentials.
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new OptionError(path, `option '${path}' must be an absolute URL with https:`);
  if (url.username !== '' || url.password !== '')
    throw new OptionError(
      path,
      `option '${path}' must have no user and password: give 'clientId' and 'clientSecret'`,
    );
  url.hash = '';
  return url;
};

const secretOrFunction: OptionParser<string | (() => string | PromiseLike<string>)> = (value, path) => {
  if (typeof value === 'function') return value as () => string;
  if (typeof value !== 'string' || value === '')
    throw refuse(path, value, 'a string that is not empty, or a function');
  return value;
};

const oneOrMore: OptionParser<string | readonly string[]> = (value, path) => {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  for (const item of list) {
    if (typeof item !== 'string' || item === '') throw refuse(path, item, 'a string or an array of strings');
  }
  return value as string | string[];
};

const parseParams: OptionParser<Readonly<Record<string, string>>> = (value, path) => {
  if (!isOptions(value)) throw refuse(path, value, 'an object of strings');
  const params = Object.entries(value);
  for (const [name, text] of params) {
    if (RESERVED.has(name))
      throw new OptionError(
        `${path}.${name}`,
        `option '${path}' must leave out '${name}', which the plugin sets from its own option`,
      );
    if (typeof text !== 'string') throw refuse(`${path}.${name}`, text, 'a string');
  }
  return Object.fromEntries(params) as Record<string, string>;
};

const parseClient: OptionParser<TokenClient | (() => TokenClient)> = (value, path) => {
  const isClient =
    typeof value === 'function' || (typeof value === 'object' && value !== null && 'post' in value);
  if (!isClient) throw refuse(path, value, 'a client, or a function that creates one');
  return value as TokenClient | (() => TokenClient);
};

/** The options of every OAuth 2 plugin, checked. */
export type CheckedOAuth = Omit<OAuthOptions, 'tokenUrl'> & { readonly tokenUrl: URL };

/** The parsers of {@link OAuthOptions}. */
export const OAUTH_PARSERS: OptionParsers<CheckedOAuth> = {
  tokenUrl: parseTokenUrl,
  clientId: string,
  clientSecret: secretOrFunction,
  authMethod: oneOf('client_secret_basic', 'client_secret_post', 'none'),
  scope: oneOrMore,
  audience: string,
  resource: oneOrMore,
  params: parseParams,
  allowHttp: boolean,
  client: parseClient,
  origins: (value, path) => [...parseOrigins(value, path)],
  refused: decision<(response: HttpResponse) => boolean>(),
  renewBefore: duration(),
  timeout: duration({ min: 1 }),
};

/** Checks the options together: required options, and combinations. @throws OptionError */
export function checkOAuth(given: Partial<CheckedOAuth>, plugin: string): CheckedOAuth {
  for (const name of ['tokenUrl', 'clientId', 'client'] as const) {
    if (given[name] === undefined || given[name] === '')
      throw new OptionError(`${plugin}.${name}`, `option '${plugin}.${name}' is missing`);
  }
  const { tokenUrl, allowHttp = false, authMethod, clientSecret } = given as CheckedOAuth;
  if (tokenUrl.protocol === 'http:' && !allowHttp && !LOOPBACK.test(tokenUrl.hostname)) {
    throw new OptionError(
      `${plugin}.tokenUrl`,
      `option '${plugin}.tokenUrl' must have https:, or 'allowHttp: true' must be set: others could read the secret`,
    );
  }
  if (
    authMethod === 'none'
      ? clientSecret !== undefined
      : authMethod !== undefined && clientSecret === undefined
  ) {
    throw new OptionError(
      `${plugin}.clientSecret`,
      `option '${plugin}.clientSecret' must be given unless 'authMethod' is 'none', and left out if it is`,
    );
  }
  return given as CheckedOAuth;
}
