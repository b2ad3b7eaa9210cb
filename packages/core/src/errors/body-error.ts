// The error of a request or response body.
import { nameKind, SluiceError, type ErrorDetails } from './base.ts';

/** The codes of a {@link BodyError}. */
export type BodyErrorCode =
  | 'ERR_SLUICE_BODY_LIMIT'
  | 'ERR_SLUICE_BODY_CUT_SHORT'
  | 'ERR_SLUICE_BODY_DECODE'
  | 'ERR_SLUICE_BODY_NOT_REPLAYABLE'
  | 'ERR_SLUICE_BODY_USED'
  | 'ERR_SLUICE_BODY_SOURCE'
  | 'ERR_SLUICE_BODY_DISCARDED';

/**
 * A body failed: it is too long (`…_LIMIT`), ended before its declared length (`…_CUT_SHORT`), cannot be decoded
 * (`…_DECODE`), is a one-shot request body that cannot be sent again (`…_NOT_REPLAYABLE`), was read twice (`…_USED`),
 * failed at the caller's source (`…_SOURCE`), or was read after it was discarded (`…_DISCARDED`).
 */
export class BodyError extends SluiceError {
  /** Bytes that had arrived, or had been read from the source. */
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
