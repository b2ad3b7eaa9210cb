// Public interface of @sluice/auth.
export { apiKey, type ApiKeyCallOptions, type ApiKeyOptions } from './api-key.ts';
export { basic, type BasicCallOptions, type BasicOptions } from './basic.ts';
export { bearer, type BearerCallOptions, type BearerOptions, type BearerStats } from './bearer.ts';
export { isTokenError, TokenError } from './token-error.ts';
export type { IssuedToken, TokenFunction, TokenState } from './token-source.ts';
