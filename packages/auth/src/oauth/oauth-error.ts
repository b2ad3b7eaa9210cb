// The error of a token endpoint.
import { SluiceError } from '@sluice/core';
import { isErrorOfKind, nameKind, safeText, type ErrorDetails } from '@sluice/core/plugin';

declare module '@sluice/core' {
  interface ErrorCodes {
    ERR_SLUICE_OAUTH: true;
  }
}

/** The error codes of RFC 6749 section 5.2 and RFC 8707; a server may send others. */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  | 'invalid_target'
  | (string & {});

/** The answer of a token endpoint, as far as it arrived. */
export interface OAuthErrorDetails extends ErrorDetails {
  /** The status of the answer; undefined without an answer. */
  readonly status?: number | undefined;
  /** The code in the answer. */
  readonly oauthError?: OAuthErrorCode | undefined;
  /** The text in the answer. */
  readonly description?: string | undefined;
  /** The page about the error that the answer names. */
  readonly errorUri?: string | undefined;
}

/**
 * A token endpoint refused to issue a token, did not answer, or answered without a usable token. The request that
 * needed the token was not sent. Code: `ERR_SLUICE_OAUTH`.
 */
export class OAuthError extends SluiceError {
  /** The status of the token endpoint's answer; undefined without an answer. */
  readonly status: number | undefined;
  /** The code in the answer, such as `invalid_grant`; undefined if it has none. */
  readonly oauthError: OAuthErrorCode | undefined;
  /** The server's text, without the credentials that were sent. Not enumerable: a server may quote other secrets in it. */
  declare readonly description: string | undefined;
  /** The page about the error that the server names. Not enumerable, as a part of the server's text. */
  declare readonly errorUri: string | undefined;

  static {
    nameKind(this, 'OAuthError');
  }

  constructor(message: string, details: OAuthErrorDetails = {}) {
    super(
      'ERR_SLUICE_OAUTH',
      message,
      Object.hasOwn(details, 'cause') ? { cause: details.cause } : undefined,
    );
    this.status = details.status;
    this.oauthError = details.oauthError;
    for (const name of ['description', 'errorUri'] as const) {
      const text = details[name];
      const value = text === undefined ? undefined : safeText(text, 1_000);
      Object.defineProperty(this, name, { value, enumerable: false });
    }
  }

  protected override details(): Record<string, unknown> {
    return { status: this.status, oauthError: this.oauthError };
  }
}

/** Whether a token endpoint issued no usable token. Also true for an error of another copy of this package. */
export function isOAuthError(error: unknown): error is OAuthError {
  return isErrorOfKind(error, 'OAuthError');
}
