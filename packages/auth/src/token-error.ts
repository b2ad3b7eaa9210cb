// The error of a token function that took too long, or returned no token.
import { SluiceError } from '@sluice/core';
import { isErrorOfKind, nameKind, type ErrorDetails } from '@sluice/core/plugin';

declare module '@sluice/core' {
  interface ErrorCodes {
    ERR_SLUICE_TOKEN: true;
  }
}

/** A token function took too long, or returned no token. The request was not sent. Code: `ERR_SLUICE_TOKEN`. */
export class TokenError extends SluiceError {
  static {
    nameKind(this, 'TokenError');
  }

  constructor(message: string, details?: ErrorDetails) {
    super('ERR_SLUICE_TOKEN', message, details);
  }
}

/** Whether a token function took too long, or returned no token. Also true for an error of another copy of this package. */
export function isTokenError(error: unknown): error is TokenError {
  return isErrorOfKind(error, 'TokenError');
}
