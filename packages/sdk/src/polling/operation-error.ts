// The error of a long-running operation that failed, or whose state cannot be requested.
import { SluiceError } from '@sluice/core';
import { isErrorOfKind, nameKind, type ErrorDetails } from '@sluice/core/plugin';

declare module '@sluice/core' {
  interface ErrorCodes {
    ERR_SLUICE_OPERATION_FAILED: true;
    ERR_SLUICE_OPERATION_ANSWER: true;
  }
}

/** The codes of an {@link OperationError}. */
export type OperationErrorCode = 'ERR_SLUICE_OPERATION_FAILED' | 'ERR_SLUICE_OPERATION_ANSWER';

/** Details of an {@link OperationError}. */
export interface OperationErrorDetails extends ErrorDetails {
  /** The status of the answer. */
  readonly status?: number | undefined;
  /** The body of the answer. */
  readonly body?: unknown;
}

/**
 * The server says that a long-running operation failed (`ERR_SLUICE_OPERATION_FAILED`), or an answer has a URL for status
 * requests that must not or cannot be requested (`ERR_SLUICE_OPERATION_ANSWER`).
 */
export class OperationError extends SluiceError {
  /** The status of the answer that reports the failure. */
  readonly status: number | undefined;
  /** The body of this answer, parsed if it is JSON. Not enumerable, so that it is not logged by accident. */
  declare readonly body: unknown;

  static {
    nameKind(this, 'OperationError');
  }

  constructor(code: OperationErrorCode, message: string, details: OperationErrorDetails = {}) {
    super(code, message, Object.hasOwn(details, 'cause') ? { cause: details.cause } : undefined);
    this.status = details.status;
    Object.defineProperty(this, 'body', { value: details.body, enumerable: false });
  }

  protected override details(): Record<string, unknown> {
    return { status: this.status };
  }
}

/** Whether an error is an {@link OperationError}. Also true for an error of another copy of this package. */
export function isOperationError(error: unknown): error is OperationError {
  return isErrorOfKind(error, 'OperationError');
}
