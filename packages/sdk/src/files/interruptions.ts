// Decides whether a download continues after an interruption.
import { isBodyError, isNetworkError, isTimeoutError } from '@sluice/core';
import { DownloadError } from './download-error.ts';
import type { DownloadRetry } from './download-options.ts';
import type { PartFile } from './part-file.ts';

/** The bytes that count as progress: fewer do not, so that a server that breaks every connection ends a download. */
const PROGRESS_BYTES = 16_384;

/** An answer does not continue the bytes on the disk. Callers see this error only as the cause of another. */
export class StartOver extends Error {}

/** Whether another request may succeed after an error. */
function isInterruption(error: unknown): boolean {
  if (error instanceof StartOver) return true;
  if (isNetworkError(error)) return error.retryable;
  if (isTimeoutError(error)) return error.phase !== 'total';
  return isBodyError(error) && error.code === 'ERR_SLUICE_BODY_CUT_SHORT';
}

/** Counts interruptions without progress, and decides whether and when the next request is sent. */
export class RetryState {
  readonly #part: PartFile;
  readonly #rules: DownloadRetry;
  #furthest: number;
  /** The furthest position before the current request. */
  #before: number;
  #failures = 0;

  constructor(part: PartFile, rules: DownloadRetry) {
    this.#part = part;
    this.#rules = rules;
    this.#furthest = this.#before = part.position;
  }

  /** Notes the position after a write. */
  advance(): void {
    this.#furthest = Math.max(this.#furthest, this.#part.position);
  }

  /**
   * The delay before the next request, in ms.
   * @param failure the error of the last request, in an object, since it may be any value; undefined if the server sent all the
   * bytes that it announced
   * @throws the error, if it is not an interruption; DownloadError after too many interruptions without progress
   */
  next(failure: { readonly error: unknown } | undefined): number {
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
    const { position: bytes, version } = this.#part;
    const total = version?.total;
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
