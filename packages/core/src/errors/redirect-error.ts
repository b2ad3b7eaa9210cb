// The error of a redirect that is not followed.
import { nameKind, SluiceError, type ErrorDetails } from './base.ts';

/** A redirect was not followed: too many redirects, a target that is not http(s), or `redirect: 'error'`. */
export class RedirectError extends SluiceError {
  static {
    nameKind(this, 'RedirectError');
  }

  constructor(message: string, details?: ErrorDetails) {
    super('ERR_SLUICE_REDIRECT', message, details);
  }
}
