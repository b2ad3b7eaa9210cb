// The error of an attempt that an open circuit refused.
import { SluiceError } from '@sluice/core';
import { isErrorOfKind, nameKind } from '@sluice/core/plugin';

declare module '@sluice/core' {
  interface ErrorCodes {
    ERR_SLUICE_BREAKER_OPEN: true;
  }
}

/** The circuit of the host is open after too many failures. Nothing was sent. Code: `ERR_SLUICE_BREAKER_OPEN`. */
export class BreakerError extends SluiceError {
  declare readonly code: 'ERR_SLUICE_BREAKER_OPEN';
  /** The key of the circuit, by default the origin. */
  readonly key: string;
  /** When the next attempt may go through, in ms from now. */
  readonly retryAfter: number;

  static {
    nameKind(this, 'BreakerError');
  }

  constructor(message: string, key: string, retryAfter: number) {
    super('ERR_SLUICE_BREAKER_OPEN', message);
    this.key = key;
    this.retryAfter = retryAfter;
  }

  protected override details(): Record<string, unknown> {
    return { key: this.key, retryAfter: this.retryAfter };
  }
}

/** Whether an open circuit refused the attempt. Also true for an error of another copy of this package. */
export function isBreakerError(error: unknown): error is BreakerError {
  return isErrorOfKind(error, 'BreakerError');
}
