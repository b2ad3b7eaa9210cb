// The error of a walk over pages that cannot go on.
import { SluiceError } from '@sluice/core';
import { isErrorOfKind, nameKind } from '@sluice/core/plugin';

declare module '@sluice/core' {
  interface ErrorCodes {
    ERR_SLUICE_PAGINATION: true;
  }
}

/**
 * Why a walk cannot go on: a page leads to one that was visited (`loop`), or to another origin (`origin`), a page has no array
 * of items where the rule says (`items`), a page says that there are more but not where (`next`), or there are more pages than
 * the limit (`limit`).
 */
export type PaginationFailure = 'loop' | 'origin' | 'items' | 'next' | 'limit';

/** A walk over pages cannot go on. Code: `ERR_SLUICE_PAGINATION`. */
export class PaginationError extends SluiceError {
  /** Why it cannot go on. */
  readonly reason: PaginationFailure;
  /** The number of the page that it failed at, from 1. */
  readonly page: number;

  static {
    nameKind(this, 'PaginationError');
  }

  constructor(reason: PaginationFailure, page: number, message: string) {
    super('ERR_SLUICE_PAGINATION', `page ${page}: ${message}`);
    this.reason = reason;
    this.page = page;
  }

  protected override details(): Record<string, unknown> {
    return { reason: this.reason, page: this.page };
  }
}

/** Whether a walk over pages could not go on. */
export function isPaginationError(error: unknown): error is PaginationError {
  return isErrorOfKind(error, 'PaginationError');
}
