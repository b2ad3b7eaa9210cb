// What ends a request of a download but not the download, and how long it goes on without progress.
import { isBodyError, isNetworkError, isTimeoutError } from '@sluice/core';
import { DownloadError } from './download-error.ts';
import type { DownloadRetry } from './download-options.ts';
import type { PartFile } from './part-file.ts';

/** Fewer further bytes than these are no progress, so that a server that always breaks ends a download. */
const PROGRESS_BYTES = 16_384;

/** An answer does not continue the bytes on the disk. Never leaves this package, except as the cause of an error. */
export class StartOver extends Error {}

/** Whether the next request may get further. */
function isInterruption(error: unknown): boolean {
  if (error instanceof StartOver) return true;
  if (isNetworkError(error)) return error.retryable;
  if (isTimeoutError(error)) return error.phase !== 'total';
  return isBodyError(error) && error.code === 'ERR_SLUICE_BODY_CUT_SHORT';
}

/** Decides whether a download asks once more. */
export class Patience {
  readonly #part: PartFile;
  readonly #rules: DownloadRetry;
  #furthest: number;
  /** The furthest position when the last request ended. */
  #before: number;
  #failures = 0;

  constructor(part: PartFile, rules: DownloadRetry) {
    this.#part = part;
    this.#rules = rules;
    this.#furthest = this.#before = part.position;
  }

  /** Notes the position. */
  advance(): void {
    this.#furthest = Math.max(this.#furthest, this.#part.position);
  }

  /**
   * The delay before the next request, in ms.
   * @param failure why the last one ended; undefined if the server has sent all that it announced
   * @throws the error, if it is not an interruption; DownloadError after too many without progress
   */
  next(failure: { readonly error: unknown } | undefined): number {
    // In an object, since a callback may throw any value.
    if (failure !== undefined && !isInterruption(failure.error)) throw failure.error;
    const hasProgress = this.#furthest - this.#before >= PROGRESS_BYTES;
    this.#before = this.#furthest;
    this.#failures = hasProgress ? 0 : this.#failures + 1;
    if (this.#failures > this.#rules.maxRetries) throw this.#gaveUp(failure?.error);
    if (failure === undefined && hasProgress) return 0;
    const { minDelay, maxDelay } = this.#rules;
    const longest = Math.min(maxDelay, minDelay * 2 ** Math.max(0, this.#failures - 1));
    return (longest / 2) * (1 + Math.random());
  }

  #gaveUp(cause: unknown): DownloadError {
    const { position: bytes, origin } = this.#part;
    const total = origin?.total;
    const reached = `${bytes}${total === undefined ? '' : ` of ${total}`} bytes`;
    const times = this.#failures === 1 ? 'once' : `${this.#failures} times`;
    const message = `the download was interrupted ${times} without progress, at ${reached}`;
    return new DownloadError('ERR_SLUICE_DOWNLOAD', message, {
      bytes,
      total,
      ...(cause !== undefined && { cause }),
    });
  }
}
