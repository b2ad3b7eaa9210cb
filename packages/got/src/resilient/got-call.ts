import { anything, type Plugin } from '@sluice/core';
import type { RetryOptions, TimeoutOptions } from 'sluice';

/** One call of got: its requests are those of its redirects, and of what an `afterResponse` hook asks for again. */
export class GotCall {
  /** The limits its `timeout` gave. */
  timeout: TimeoutOptions = {};
  /** The retries its `retry` asked for. */
  retry: Pick<RetryOptions, 'maxRetries'> = {};
  /** When all of it has to be over, on the client's clock; undefined before its first request. */
  deadlineAt: number | undefined;
  /** Whether got reads the body whole, so that reading it can be part of the attempt. */
  readonly wantsBody: boolean;

  constructor(wantsBody: boolean) {
    this.wantsBody = wantsBody;
  }
}

/** What tells the pipeline which call of got a request belongs to. */
export interface GotCallContext {
  readonly gotCall?: GotCall | undefined;
}

/** Plugin, stage `call`: what got and the pipeline have to agree on. List it after the deadline. */
export function gotCalls(): Plugin<GotCallContext> {
  return {
    name: 'gotCalls',
    stage: 'call',
    callOptions: { gotCall: anything },
    setup: () => (request, next) => {
      const { call, options } = request;
      const gotCall = options['gotCall'] as GotCall;
      // As got decodes: whoever set `accept-encoding`.
      call.decode = options.decompress;
      call.collect = gotCall.wantsBody;
      gotCall.deadlineAt ??= call.deadlineAt;
      return next(request);
    },
  };
}
