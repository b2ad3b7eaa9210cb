// The error of a call whose host requested a pause beyond the call's deadline.
import { SluiceError } from '@sluice/core';
import { isErrorOfKind, nameKind } from '@sluice/core/plugin';

declare module '@sluice/core' {
  interface ErrorCodes {
    ERR_SLUICE_COOLDOWN: true;
  }
}

/**
 * The host requested a pause that ends after the call's deadline. Nothing was sent.
 * Code: `ERR_SLUICE_COOLDOWN`.
 */
export class CooldownError extends SluiceError {
  declare readonly code: 'ERR_SLUICE_COOLDOWN';
  /** The origin. */
  readonly host: string;
  /** The rest of the pause, in ms. */
  readonly wait: number;
  /** The time left until the call's deadline, in ms. */
  readonly remaining: number;

  static {
    nameKind(this, 'CooldownError');
  }

  constructor(host: string, wait: number, remaining: number) {
    super(
      'ERR_SLUICE_COOLDOWN',
      `${host} asked for a pause: ${Math.round(wait)} ms of it remain, and the call has ${Math.round(remaining)} ms left`,
    );
    this.host = host;
    this.wait = wait;
    this.remaining = remaining;
  }

  protected override details(): Record<string, unknown> {
    return { host: this.host, wait: this.wait, remaining: this.remaining };
  }
}

/** Whether the pause of a host exceeded the call's deadline. Also true for an error of another copy of this package. */
export function isCooldownError(error: unknown): error is CooldownError {
  return isErrorOfKind(error, 'CooldownError');
}
