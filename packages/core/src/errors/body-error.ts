import { nameKind, SluiceError, type ErrorDetails } from './base.ts';

/** The codes a {@link BodyError} can carry. */
export type BodyErrorCode =
  | 'ERR_SLUICE_BODY_LIMIT'
  | 'ERR_SLUICE_BODY_CUT_SHORT'
  | 'ERR_SLUICE_BODY_DECODE'
  | 'ERR_SLUICE_BODY_NOT_REPLAYABLE'
  | 'ERR_SLUICE_BODY_USED'
  | 'ERR_SLUICE_BODY_SOURCE'
  | 'ERR_SLUICE_BODY_DISCARDED';

/**
 * A body went wrong: too long (`…_LIMIT`), ended before its declared length (`…_CUT_SHORT`), not decodable
 * (`…_DECODE`), a one-shot request body that cannot be sent again (`…_NOT_REPLAYABLE`), read twice (`…_USED`),
 * failed at the caller's own source (`…_SOURCE`), or read after it was discarded (`…_DISCARDED`).
 */
export class BodyError extends SluiceError {
  /** Bytes that had arrived, or had been read of the source. */
  readonly bytes: number;

  static {
    nameKind(this, 'BodyError');
  }

  constructor(code: BodyErrorCode, message: string, details: ErrorDetails & { bytes?: number } = {}) {
    super(code, message, details);
    this.bytes = details.bytes ?? 0;
  }

  protected override details(): Record<string, unknown> {
    return { bytes: this.bytes };
  }
}
