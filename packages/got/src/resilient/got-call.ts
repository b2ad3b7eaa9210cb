// The state of one call of got.
import type { LookupFunction } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Options } from 'got';
import type { HttpResponse } from '@sluice/core';
import type { ResponseListener } from '@sluice/core/plugin';
import type { ConnectionOptions } from './connection-options.ts';
import type { DownloadProgress } from './download-progress.ts';
import { mergedBare, NONE, type GotLimits } from './got-limits.ts';
import type { RetryRules } from './retry-rules.ts';
import { UploadEnds } from './upload-ends.ts';

/** One call of got, including the requests of its redirects and those that an `afterResponse` hook repeats. */
export class GotCall implements ResponseListener {
  /** The limits in the option `timeout` of the call. */
  limits: GotLimits = NONE;
  /** The rules in the option `retry` of the call. */
  retry: RetryRules = {};
  /** The connection options of the latest request. */
  connection: ConnectionOptions | undefined;
  /** Resolves names within `timeout.lookup`. */
  lookup: LookupFunction | undefined;
  /** The caller's request function. */
  request: Options['request'];
  /** The deadline of the call on the client's clock; undefined before the first request. */
  deadlineAt: number | undefined;
  /** `timeout.request` of the current request, in ms; undefined if it has no such limit. */
  requestLimit: number | undefined;
  /** When the latest attempt of got began, on the client's clock. It includes the requests before a redirect. */
  startedAt = 0;
  /** The time that the attempt of got has spent on the requests before a redirect, in ms; 0 for a retry, which begins anew. */
  spent = 0;
  /** Whether got retries the call, and not the client. */
  retriedByGot = false;
  /** The stream that the caller received, if it called `got.stream`. */
  stream: Duplex | undefined;
  /** Whether the last request had a body. */
  sentBody = false;
  /** The response of the last attempt, from the arrival of its head; only if got collects the whole body. */
  head: HttpResponse | undefined;
  /** Set if the caller listens to the progress of the download. */
  progress: DownloadProgress | undefined;
  /** The pending ends of the call's uploads. */
  readonly uploadEnds: UploadEnds = new UploadEnds();
  /** Whether got collects the whole body, so that the attempt can read it. */
  readonly wantsBody: boolean;

  constructor(wantsBody: boolean) {
    this.wantsBody = wantsBody;
  }

  /** Creates a call with the same policy: got's pagination derives the options of a call from the previous call. */
  another(wantsBody: boolean): GotCall {
    const call = new GotCall(wantsBody);
    call.limits = this.limits;
    call.retry = this.retry;
    call.request = this.request;
    return call;
  }

  /** Adds the limits of a further request of the call. */
  addLimits({ timeout, phases, events }: GotLimits): void {
    const { limits } = this;
    this.limits = {
      timeout: mergedBare(limits.timeout, timeout),
      phases: mergedBare(limits.phases, phases),
      events: mergedBare(limits.events, events),
    };
  }

  /** Called when the head of a response has arrived. */
  onResponse(response: HttpResponse): void {
    if (this.wantsBody) this.head = response;
  }
}
