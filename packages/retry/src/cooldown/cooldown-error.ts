import { SluiceError } from '@sluice/core';

/**
 * The host asked to be left alone, for longer than the call may last. Nothing was sent.
 * Code: `ERR_SLUICE_COOLDOWN`.
 */
export class CooldownError extends SluiceError {
  /** The origin. */
  readonly host: string;
  /** What would have had to be waited, in ms. */
  readonly wait: number;
  /** What was left until the call's deadline, in ms. */
  readonly remaining: number;

  constructor(host: string, wait: number, remaining: number) {
    super(
      'ERR_SLUICE_COOLDOWN',
      `${host} asked for a pause: ${Math.round(wait)} ms more do not fit the ${Math.round(remaining)} ms left`,
    );
    this.host = host;
    this.wait = wait;
    this.remaining = remaining;
  }

  protected override details(): Record<string, unknown> {
    return { host: this.host, wait: this.wait, remaining: this.remaining };
  }
}
