// One call of got, as the client knows it.
import type { HttpResponse } from '@sluice/core';
import type { ResponseListener } from '@sluice/core/plugin';
import type { RetryOptions, TimeoutOptions } from 'sluice';
import type { DownloadProgress } from './download-progress.ts';
import { UploadEnds } from './upload-ends.ts';

/** One call of got: the requests of its redirects belong to it, and those that an `afterResponse` hook repeats. */
export class GotCall implements ResponseListener {
  /** The limits of its option `timeout`. */
  timeout: TimeoutOptions = {};
  /** The retries of its option `retry`. */
  retry: Pick<RetryOptions, 'maxRetries'> = {};
  /** When all of it must be over, on the client's clock; undefined before its first request. */
  deadlineAt: number | undefined;
  /** Whether its last request had a body. */
  sentBody = false;
  /** The response of its last attempt, as soon as the head is there; only if got reads the body whole. */
  head: HttpResponse | undefined;
  /** Set if the caller listens to the progress of the download. */
  progress: DownloadProgress | undefined;
  /** The ends of its uploads. */
  readonly uploadEnds: UploadEnds = new UploadEnds();
  /** Whether got reads the body whole, so that reading it can be part of the attempt. */
  readonly wantsBody: boolean;

  constructor(wantsBody: boolean) {
    this.wantsBody = wantsBody;
  }

  /** The head of a response arrived. */
  onResponse(response: HttpResponse): void {
    if (this.wantsBody) this.head = response;
  }
}
