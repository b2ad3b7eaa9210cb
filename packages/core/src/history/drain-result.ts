/**
 * How a drain ended: `eof` the body ended within the bound; `bytes` or `time` the bound was reached; `length` the
 * declared length was over the bound, so nothing was read; `error` the connection broke meanwhile.
 */
export type DrainOutcome = 'eof' | 'bytes' | 'time' | 'length' | 'error';

/** What a drain did. A drain never fails a call. */
export interface DrainResult {
  /** How it ended. */
  readonly outcome: DrainOutcome;
  /**
   * Bytes thrown away: those that had arrived before the drain, which its bound does not count, and those it read. The
   * read that passes the bound ends the drain, so that it passes by less than one read of the socket (64 KiB).
   */
  readonly bytes: number;
  /** How long it took, in ms. */
  readonly time: number;
  /** Whether the connection was kept for another exchange. */
  readonly connectionKept: boolean;
}
