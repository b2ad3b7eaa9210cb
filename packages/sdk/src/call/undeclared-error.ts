// The error of a successful answer whose status the operation does not declare.
import { SluiceError } from '@sluice/core';
import { isErrorOfKind, nameKind } from '@sluice/core/plugin';

declare module '@sluice/core' {
  interface ErrorCodes {
    ERR_SLUICE_UNDECLARED_STATUS: true;
  }
}

/**
 * The server answered with a status from 200 to 299 that the operation does not declare, so that the type of its body is
 * not known. Only if `drift` is `throw`. Code: `ERR_SLUICE_UNDECLARED_STATUS`.
 */
export class UndeclaredStatusError extends SluiceError {
  declare readonly code: 'ERR_SLUICE_UNDECLARED_STATUS';
  /** The status. */
  readonly status: number;

  static {
    nameKind(this, 'UndeclaredStatusError');
  }

  constructor(operation: string, status: number) {
    super(
      'ERR_SLUICE_UNDECLARED_STATUS',
      `the status ${status} is not declared by the operation '${operation}': add it to 'ok', or set drift to 'report' or 'off'`,
    );
    this.status = status;
  }

  protected override details(): Record<string, unknown> {
    return { status: this.status };
  }
}

/** Whether a successful answer had a status that is not declared. Also true for an error of another copy of this package. */
export function isUndeclaredStatusError(error: unknown): error is UndeclaredStatusError {
  return isErrorOfKind(error, 'UndeclaredStatusError');
}
