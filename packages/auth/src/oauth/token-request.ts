// One request to a token endpoint, and what its answer means.
import type { BufferedResponse } from '@sluice/core';
import { safeUrl } from '@sluice/core/plugin';
import { OAuthError } from './oauth-error.ts';
import type { CheckedOAuth, TokenClient } from './oauth-options.ts';

/** The longest answer of a token endpoint that is read, in bytes. */
const MAX_ANSWER_BYTES = 1_048_576;

/** The tokens that a token endpoint issued. */
export interface IssuedTokens {
  /** The access token. */
  readonly accessToken: string;
  /** How long the access token is valid, in ms; undefined if the server does not tell. */
  readonly expiresIn: number | undefined;
  /** The refresh token that replaces the one that was sent; undefined if that one stays valid. */
  readonly refreshToken: string | undefined;
  /** The scopes that were granted, if the server names them. */
  readonly scope: string | undefined;
}

/** The parameters of one grant. */
export type Grant = Readonly<Record<string, string>> & { readonly grant_type: string };

/**
 * Asks a token endpoint for a token.
 * @throws OAuthError if it issues none; what the function `clientSecret` throws
 */
export async function requestTokens(
  client: TokenClient,
  options: CheckedOAuth,
  grant: Grant,
  signal: AbortSignal,
): Promise<IssuedTokens> {
  const { tokenUrl } = options;
  const secret = await secretOf(options);
  const { headers, form } = signed(options, grant, secret);
  const secrets = secretsOf(secret, grant['refresh_token'], headers['authorization']);
  let response: BufferedResponse;
  try {
    response = await client
      .post(tokenUrl, {
        headers: { accept: 'application/json', ...headers },
        body: form,
        signal,
        // A redirect would take the secret to another place.
        redirect: 'error',
        allowOtherOrigin: true,
        throwHttpErrors: false,
        maxResponseBytes: MAX_ANSWER_BYTES,
      })
      .buffered();
  } catch (cause) {
    throw new OAuthError(`no answer of the token endpoint ${safeUrl(tokenUrl)}`, { cause });
  }
  return readAnswer(response, tokenUrl, secrets);
}

/** The credentials of a request in each form in which it has them, since an answer may quote the request. */
function secretsOf(...[secret, refreshToken, authorization]: (string | undefined)[]): string[] {
  const texts = [authorization?.replace(/^Basic /, '')];
  for (const text of [secret, refreshToken]) if (text !== undefined) texts.push(text, asInForm(text));
  return texts.filter((text): text is string => text !== undefined && text !== '');
}

async function secretOf({ clientSecret }: CheckedOAuth): Promise<string | undefined> {
  if (typeof clientSecret !== 'function') return clientSecret;
  const secret: unknown = await clientSecret();
  if (typeof secret === 'string' && secret !== '') return secret;
  throw new OAuthError("the function 'clientSecret' returned no secret");
}

/** The form of a token request, and its headers. */
function signed(
  options: CheckedOAuth,
  grant: Grant,
  secret: string | undefined,
): { headers: Record<string, string>; form: URLSearchParams } {
  const {
    authMethod = secret === undefined ? 'none' : 'client_secret_basic',
    clientId,
    scope,
    audience,
    resource,
  } = options;
  const form = new URLSearchParams({ ...options.params, ...grant });
  if (scope !== undefined) form.set('scope', typeof scope === 'string' ? scope : scope.join(' '));
  if (audience !== undefined) form.set('audience', audience);
  for (const each of resource === undefined ? [] : [resource].flat()) form.append('resource', each);
  if (authMethod === 'client_secret_basic') {
    // Each part as in a form (RFC 6749 section 2.3.1), so that a colon in the identifier does not end it.
    const credentials = `${asInForm(clientId)}:${asInForm(secret as string)}`;
    return { form, headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` } };
  }
  form.set('client_id', clientId);
  if (authMethod === 'client_secret_post') form.set('client_secret', secret as string);
  return { form, headers: {} };
}

function asInForm(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}

interface Answer {
  readonly access_token?: unknown;
  readonly token_type?: unknown;
  readonly expires_in?: unknown;
  readonly refresh_token?: unknown;
  readonly scope?: unknown;
  readonly error?: unknown;
  readonly error_description?: unknown;
  readonly error_uri?: unknown;
}

function readAnswer(response: BufferedResponse, tokenUrl: URL, secrets: readonly string[]): IssuedTokens {
  const { status } = response;
  const answer = objectOf(response);
  const endpoint = `the token endpoint ${safeUrl(tokenUrl)}`;
  if (
    !response.ok ||
    answer === undefined ||
    (answer.error !== undefined && answer.access_token === undefined)
  ) {
    const oauthError = codeOf(answer?.error, secrets);
    const why = oauthError ?? (response.ok ? 'the body is not a JSON object' : undefined);
    throw new OAuthError(`${endpoint} answered ${status}${why === undefined ? '' : ` (${why})`}`, {
      status,
      oauthError,
      description: textOf(answer?.error_description, secrets),
      errorUri: textOf(answer?.error_uri, secrets),
    });
  }
  const {
    access_token: accessToken,
    token_type: type = 'Bearer',
    refresh_token: refreshToken,
    scope,
  } = answer;
  const malformed = (what: string): OAuthError =>
    new OAuthError(`${endpoint} answered ${status} with ${what}`, { status });
  if (typeof accessToken !== 'string' || accessToken === '') throw malformed('no access_token');
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer')
    throw malformed('a token_type other than Bearer');
  return {
    accessToken,
    expiresIn: lifeOf(answer.expires_in),
    refreshToken: typeof refreshToken === 'string' && refreshToken !== '' ? refreshToken : undefined,
    scope: typeof scope === 'string' ? scope : undefined,
  };
}

function objectOf(response: BufferedResponse): Answer | undefined {
  let value: unknown;
  try {
    value = response.json();
  } catch {
    return undefined;
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
}

/**
 * The life of a token, in ms; undefined if it is unknown. Some servers write the seconds as a string. Anything else is no
 * error: with the answer, the refresh token that it replaces would be lost.
 */
function lifeOf(given: unknown): number | undefined {
  const seconds = typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : given;
  return typeof seconds === 'number' && seconds > 0 ? seconds * 1_000 : undefined;
}

/** A code of the server, if it looks like one: it becomes part of messages. */
function codeOf(given: unknown, secrets: readonly string[]): string | undefined {
  if (typeof given !== 'string' || !/^[\w.:/-]{1,80}$/.test(given)) return undefined;
  return secrets.some((secret) => given.includes(secret)) ? undefined : given;
}

/** A text of the server without the credentials that were sent to it. */
function textOf(given: unknown, secrets: readonly string[]): string | undefined {
  if (typeof given !== 'string') return undefined;
  return secrets.reduce((text, secret) => text.replaceAll(secret, '…'), given);
}
