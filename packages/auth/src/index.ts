// Entry point `@sluice/auth`.
export { apiKey, type ApiKeyCallOptions, type ApiKeyOptions } from './api-key.ts';
export { basic, type BasicCallOptions, type BasicOptions } from './basic.ts';
export { bearer, type BearerCallOptions, type BearerOptions, type BearerStats } from './bearer.ts';
export { clientCredentials, type ClientCredentialsOptions } from './oauth/client-credentials.ts';
export {
  isOAuthError,
  OAuthError,
  type OAuthErrorCode,
  type OAuthErrorDetails,
} from './oauth/oauth-error.ts';
export type { AuthMethod, OAuthOptions, TokenClient } from './oauth/oauth-options.ts';
export { refreshToken, type RefreshTokenOptions } from './oauth/refresh-token.ts';
export type { IssuedTokens } from './oauth/token-request.ts';
export { isTokenError, TokenError } from './token-error.ts';
export type { IssuedToken, TokenFunction, TokenState } from './token-source.ts';
