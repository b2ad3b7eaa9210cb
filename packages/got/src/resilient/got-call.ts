// One call of got, as the client knows it.
import type { LookupFunction } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Options } from 'got';
import type { HttpResponse } from '@sluice/core';
import type { ResponseListener } from '@sluice/core/plugin';
import type { ConnectionOptions } from './connection-options.ts';
import type { DownloadProgress } from './download-progress.ts';
import { bare, NONE, type GotLimits } from './got-limits.ts';
import type { RetryRules } from './retry-rules.ts';
import { UploadEnds } from './upload-ends.ts';

/** One call of got: the requests of its redirects belong to it, and those that an `afterResponse` hook repeats. */
export class GotCall implements ResponseListener {
  /** The limits of its option `timeout`. */
  limits: GotLimits = NONE;
  /** The rules of its option `retry`. */
  retry: RetryRules = {};
  /** What its latest request says of connections. */
  connection: ConnectionOptions | undefined;
  /** Resolves names for it within its `timeout.lookup`. */
  lookup: LookupFunction | undefined;
  /** Its own request function. */
  request: Options['request'];
  /** When all of it must be over, on the client's clock; undefined before its first request. */
  deadlineAt: number | undefined;
  /** Whether got retries it, and not the client. */
  retriedByGot = false;
  /** The stream that the caller has, if any. */
  stream: Duplex | undefined;
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

  /** A call with the same policy, as pagination makes one from the options of another. */
  another(wantsBody: boolean): GotCall {
    const call = new GotCall(wantsBody);
    call.limits = this.limits;
    call.retry = this.retry;
    call.request = this.request;
    return call;
  }

  /** Adds the limits that a request of it gives. */
  addLimits({ timeout, phases, events }: GotLimits): void {
    const { limits } = this;
    this.limits = {
      timeout: bare(limits.timeout, timeout),
      phases: bare(limits.phases, phases),
      events: bare(limits.events, events),
    };
  }

  /** The head of a response arrived. */
  onResponse(response: HttpResponse): void {
    if (this.wantsBody) this.head = response;
  }
}
