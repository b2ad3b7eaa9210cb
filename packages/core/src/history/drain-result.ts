// The result of a drain.

/**
 * How a drain ended. `eof`: the body ended within the bound. `bytes` or `time`: the bound was reached. `length`: the
 * declared length exceeds the bound, so that nothing was read. `error`: the connection broke.
 */
export type DrainOutcome = 'eof' | 'bytes' | 'time' | 'length' | 'error';

/** The result of a drain. A drain never fails a call. */
export interface DrainResult {
  /** How it ended. */
  readonly outcome: DrainOutcome;
  /**
   * Bytes discarded: the bytes that had arrived before the drain, to which the bound does not apply, and the bytes that
   * the drain read. The read that exceeds the bound ends the drain, so that the excess is less than one read of the socket
   * (64 KiB).
   */
  readonly bytes: number;
  /** How long it took, in ms. */
  readonly time: number;
  /** Whether the connection was kept for another exchange. */
  readonly connectionKept: boolean;
}
