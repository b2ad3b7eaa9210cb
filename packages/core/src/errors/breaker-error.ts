import { nameKind, SluiceError } from './base.ts';

/**
 * The circuit of the host is open: it failed too often, and is left alone for a while. Nothing was sent.
 * Code: `ERR_SLUICE_BREAKER_OPEN`.
 */
export class BreakerError extends SluiceError {
  /** The key of the circuit, by default the origin. */
  readonly key: string;
  /** When another attempt may be let through, in ms from now. */
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
