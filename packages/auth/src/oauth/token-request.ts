// Sends a request to a token endpoint, and reads the answer.
import type { BufferedResponse } from '@sluice/core';
import { safeUrl } from '@sluice/core/plugin';
import { OAuthError, type OAuthErrorCode } from './oauth-error.ts';
import type { CheckedOAuth, TokenClient } from './oauth-options.ts';

/** The longest answer of a token endpoint that is read, in bytes. */
const MAX_ANSWER_BYTES = 1_048_576;

/** The tokens that a token endpoint issued. */
export interface IssuedTokens {
  /** The access token. */
  readonly accessToken: string;
  /** How long the access token is valid, in ms; undefined if the server does not state it. */
  readonly expiresIn: number | undefined;
  /** The refresh token that replaces the sent one; undefined if the sent one remains valid. */
  readonly refreshToken: string | undefined;
  /** The scopes that were granted, if the server names them. */
  readonly scope: string | undefined;
}

/** Notified of issued tokens before the access token is checked. */
export interface TokenReceiver {
  /** Called with the refresh token that replaces the sent one, even if the answer has no access token. */
  onRefreshToken(token: string): void;
  /** Called with all tokens. An error that it throws fails the request. */
  onTokens(tokens: IssuedTokens): unknown;
}

/** The parameters of one grant. */
export type Grant = Readonly<Record<string, string>> & { readonly grant_type: string };

/**
 * Requests a token from a token endpoint.
 * @throws OAuthError if it issues no usable token; the errors of the function `clientSecret` and of the receiver
 */
export async function requestTokens(
  client: TokenClient,
  options: CheckedOAuth,
  grant: Grant,
  signal: AbortSignal,
  receiver?: TokenReceiver,
): Promise<IssuedTokens> {
  const { tokenUrl } = options;
  const secret = await secretOf(options);
  const { headers, form } = signed(options, grant, secret);
  const secrets = secretsOf(options, secret, grant['refresh_token'], headers['authorization']);
  let response: BufferedResponse;
  try {
    response = await client
      .post(tokenUrl, {
        headers: { accept: 'application/json', ...headers },
        body: form,
        signal,
        // A redirect would send the secret elsewhere.
        redirect: 'error',
        allowOtherOrigin: true,
        throwHttpErrors: false,
        maxResponseBytes: MAX_ANSWER_BYTES,
      })
      .buffered();
  } catch (cause) {
    throw new OAuthError(`the request to the token endpoint ${safeUrl(tokenUrl)} failed`, { cause });
  }
  const { tokens, unusable } = readAnswer(response, tokenUrl, secrets, receiver);
  await receiver?.onTokens(tokens);
  if (unusable !== undefined) throw unusable;
  return tokens;
}

/** The shortest value of `params` that is hidden, in characters: hiding `1` or `on` would garble every text. */
const MIN_SECRET_LENGTH = 4;

/** The credentials of a request in every form that the request contains, since an answer may quote it; the longest first. */
function secretsOf({ params = {} }: CheckedOAuth, ...given: (string | undefined)[]): string[] {
  const [secret, refreshToken, authorization] = given;
  const others = Object.values(params).filter((value) => value.length >= MIN_SECRET_LENGTH);
  const texts = new Set([authorization?.replace(/^Basic /, '') ?? '']);
  for (const text of [secret, refreshToken, ...others]) {
    if (text !== undefined) texts.add(text).add(asInForm(text)).add(encodeURIComponent(text));
  }
  texts.delete('');
  return [...texts].toSorted((one, other) => other.length - one.length);
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

/** The tokens of an answer. */
interface Issued {
  readonly tokens: IssuedTokens;
  /** The error if the access token cannot be used. */
  readonly unusable: OAuthError | undefined;
}

/** @throws OAuthError if the answer has no access token */
function readAnswer(
  response: BufferedResponse,
  tokenUrl: URL,
  secrets: readonly string[],
  receiver: TokenReceiver | undefined,
): Issued {
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
  const { access_token: accessToken, token_type: type = 'Bearer', scope } = answer;
  const refreshToken = tokenOf(answer.refresh_token);
  // Reported before all checks: if one fails, this token must not be lost, since the server no longer accepts the earlier one.
  if (refreshToken !== undefined) receiver?.onRefreshToken(refreshToken);
  const malformed = (what: string): OAuthError =>
    new OAuthError(`${endpoint} answered ${status} with ${what}`, { status });
  if (typeof accessToken !== 'string' || accessToken === '') throw malformed('no access_token');
  const isBearer = typeof type === 'string' && type.toLowerCase() === 'bearer';
  return {
    tokens: {
      accessToken,
      expiresIn: lifeOf(answer.expires_in),
      refreshToken,
      scope: typeof scope === 'string' ? scope : undefined,
    },
    unusable: isBearer ? undefined : malformed('a token_type other than Bearer'),
  };
}

function tokenOf(given: unknown): string | undefined {
  return typeof given === 'string' && given !== '' ? given : undefined;
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
 * The life of a token, in ms; undefined if it is unknown. Some servers write the seconds as a string. Any other value is
 * ignored: an error would lose the new refresh token of the answer.
 */
function lifeOf(given: unknown): number | undefined {
  const seconds = typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : given;
  return typeof seconds === 'number' && seconds > 0 ? seconds * 1_000 : undefined;
}

/** The codes of the standards, which are not secret even if a parameter has one of these words as its value. */
const STANDARD_CODES: ReadonlySet<unknown> = new Set<OAuthErrorCode>([
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
  'invalid_target',
]);

/** The code in an answer if it has the form of a code, since it becomes a part of messages; otherwise undefined. */
function codeOf(given: unknown, secrets: readonly string[]): OAuthErrorCode | undefined {
  if (STANDARD_CODES.has(given)) return given as OAuthErrorCode;
  if (typeof given !== 'string' || !/^[\w.:/-]{1,80}$/.test(given)) return undefined;
  return secrets.some((secret) => given.includes(secret)) ? undefined : given;
}

/** A text of the server without the credentials that were sent to it. */
function textOf(given: unknown, secrets: readonly string[]): string | undefined {
  if (typeof given !== 'string') return undefined;
  return secrets.reduce((text, secret) => text.replaceAll(secret, '…'), given);
}
