import { nameKind, SluiceError, type ErrorDetails } from './base.ts';

/** A redirect that is not followed: too many, a loop, a target that is not http(s), or `redirect: 'error'`. */
export class RedirectError extends SluiceError {
  static {
    nameKind(this, 'RedirectError');
  }

  constructor(message: string, details?: ErrorDetails) {
    super('ERR_SLUICE_REDIRECT', message, details);
  }
}
