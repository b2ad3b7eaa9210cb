// The error of a walk over pages that cannot continue.
import { SluiceError } from '@sluice/core';
import { isErrorOfKind, nameKind } from '@sluice/core/plugin';

declare module '@sluice/core' {
  interface ErrorCodes {
    ERR_SLUICE_PAGINATION: true;
  }
}

/**
 * Why a walk cannot continue. `loop`: the next page was visited before. `origin`: the next page is at another origin. `items`:
 * a page has no array of items where the rule expects it. `next`: more pages follow, but the position of the next is missing or
 * invalid. `limit`: more pages follow than the default limit allows.
 */
export type PaginationFailure = 'loop' | 'origin' | 'items' | 'next' | 'limit';

/** A walk over pages cannot continue. Code: `ERR_SLUICE_PAGINATION`. */
export class PaginationError extends SluiceError {
  /** Why the walk cannot continue. */
  readonly reason: PaginationFailure;
  /** The number of the page at which the walk failed, from 1. */
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

/** Whether an error is a {@link PaginationError}. Also true for an error of another copy of this package. */
export function isPaginationError(error: unknown): error is PaginationError {
  return isErrorOfKind(error, 'PaginationError');
}
