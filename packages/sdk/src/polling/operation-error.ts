// The error of a long-running operation that failed, or whose server cannot be asked about it.
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
 * The server says that a long-running operation failed (`ERR_SLUICE_OPERATION_FAILED`), or names a place to ask about it
 * that must not or cannot be asked (`ERR_SLUICE_OPERATION_ANSWER`).
 */
export class OperationError extends SluiceError {
  /** The status of the answer that says so. */
  readonly status: number | undefined;
  /** The body of that answer, parsed if it is JSON. Not enumerable, so that it is not logged by accident. */
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

/** Whether a long-running operation failed, or its server cannot be asked about it. */
export function isOperationError(error: unknown): error is OperationError {
  return isErrorOfKind(error, 'OperationError');
}
