import { nameKind, SluiceError } from './base.ts';

/** The gate refused the call: its queue is full, or the wait in it took too long. Nothing was sent. */
export class GateError extends SluiceError {
  /** The key of the gate, by default the origin. */
  readonly key: string;

  static {
    nameKind(this, 'GateError');
  }

  constructor(code: 'ERR_SLUICE_GATE_FULL' | 'ERR_SLUICE_GATE_TIMEOUT', message: string, key: string) {
    super(code, message);
    this.key = key;
  }

  protected override details(): Record<string, unknown> {
    return { key: this.key };
  }
}
