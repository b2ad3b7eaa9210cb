// The error of an attempt that the gate refused.
import { SluiceError } from '@sluice/core';
import { isErrorOfKind, nameKind } from '@sluice/core/plugin';

declare module '@sluice/core' {
  interface ErrorCodes {
    ERR_SLUICE_GATE_FULL: true;
    ERR_SLUICE_GATE_TIMEOUT: true;
  }
}

/** Why a gate refuses: the waiting list is full, or the wait took too long. */
export type GateErrorCode = 'ERR_SLUICE_GATE_FULL' | 'ERR_SLUICE_GATE_TIMEOUT';

/** The gate refused an attempt: its waiting list is full, or the wait took too long. Nothing was sent. */
export class GateError extends SluiceError {
  declare readonly code: GateErrorCode;
  /** The key of the gate, by default the origin. */
  readonly key: string;

  static {
    nameKind(this, 'GateError');
  }

  constructor(code: GateErrorCode, message: string, key: string) {
    super(code, message);
    this.key = key;
  }

  protected override details(): Record<string, unknown> {
    return { key: this.key };
  }
}

/** Whether the gate refused the attempt. Also true for an error of another copy of this package. */
export function isGateError(error: unknown): error is GateError {
  return isErrorOfKind(error, 'GateError');
}
