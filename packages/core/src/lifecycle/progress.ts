// How far the transfer of a body has got.

/** The state of a transfer. */
export interface Progress {
  /**
   * Bytes transferred in this attempt: of a request body, those that the connection has accepted; of a response body, those
   * received, before decoding.
   */
  readonly transferred: number;
  /** The length of the body in bytes, if it is known. */
  readonly total: number | undefined;
  /** Number of the attempt within the call, 1 for the first. In each attempt, `transferred` begins at 0. */
  readonly attempt: number;
}

/**
 * Called as a transfer proceeds, at most once per chunk. An error that it throws fails the call unchanged. It is not awaited:
 * if it returns a promise that rejects, the process emits a warning.
 */
export type ProgressListener = (progress: Progress) => void;

/** Notified of the bytes of a response body. Must not throw. */
export type DownloadListener = (received: number, total: number | undefined, attempt: number) => void;
