// The error of a download that cannot be completed.
import { SluiceError } from '@sluice/core';
import { isErrorOfKind, nameKind, type ErrorDetails } from '@sluice/core/plugin';

declare module '@sluice/core' {
  interface ErrorCodes {
    ERR_SLUICE_DOWNLOAD: true;
    ERR_SLUICE_DIGEST: true;
  }
}

/** The codes of a {@link DownloadError}. */
export type DownloadErrorCode = 'ERR_SLUICE_DOWNLOAD' | 'ERR_SLUICE_DIGEST';

/** Details of a {@link DownloadError}. */
export interface DownloadErrorDetails extends ErrorDetails {
  /** The number of bytes on the disk. */
  readonly bytes: number;
  /** The length of the file in bytes; undefined if unknown. */
  readonly total?: number | undefined;
}

/**
 * A download failed. `ERR_SLUICE_DOWNLOAD`: it was interrupted too often without progress, or an answer of the server cannot be
 * used; the part on the disk is kept. `ERR_SLUICE_DIGEST`: the file does not match its checksum; the part is removed.
 */
export class DownloadError extends SluiceError {
  /** The number of bytes that had arrived. */
  readonly bytes: number;
  /** The length of the file in bytes; undefined if unknown. */
  readonly total: number | undefined;

  static {
    nameKind(this, 'DownloadError');
  }

  constructor(code: DownloadErrorCode, message: string, details: DownloadErrorDetails) {
    super(code, message, details);
    this.bytes = details.bytes;
    this.total = details.total;
  }

  protected override details(): Record<string, unknown> {
    return { bytes: this.bytes, total: this.total };
  }
}

/** Whether a download could not be completed, or its file does not match its checksum. */
export function isDownloadError(error: unknown): error is DownloadError {
  return isErrorOfKind(error, 'DownloadError');
}
