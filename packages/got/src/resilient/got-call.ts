import { callOption, option, optionsOf, refuse, type OptionParser, type Plugin } from '@sluice/core/plugin';
import type { RetryOptions, TimeoutOptions } from 'sluice';

/** One call of got: its requests are those of its redirects, and of what an `afterResponse` hook asks for again. */
export class GotCall {
  /** The limits its `timeout` gave. */
  timeout: TimeoutOptions = {};
  /** The retries its `retry` asked for. */
  retry: Pick<RetryOptions, 'maxRetries'> = {};
  /** When all of it has to be over, on the client's clock; undefined before its first request. */
  deadlineAt: number | undefined;
  /** Whether its last request had a body. */
  sentBody = false;
  /** Whether got reads the body whole, so that reading it can be part of the attempt. */
  readonly wantsBody: boolean;

  constructor(wantsBody: boolean) {
    this.wantsBody = wantsBody;
  }
}

const parseGotCall: OptionParser<GotCall> = (value, path) => {
  if (!(value instanceof GotCall)) throw refuse(path, value, 'a call of got');
  return value;
};

const OPTIONS = {
  gotCall: callOption<GotCall | undefined>(parseGotCall, undefined),
  gotLength: callOption<number | undefined>(option.integer(), undefined),
};

/** What tells the pipeline which call of got a request belongs to. */
export interface GotCallContext {
  readonly gotCall?: GotCall | undefined;
  /** How long a body is that got writes piece by piece, where its headers say so. */
  readonly gotLength?: number | undefined;
}

/** Plugin, stage `call`: what got and the pipeline have to agree on. List it after the deadline. */
export function gotCalls(): Plugin<GotCallContext> {
  return {
    name: 'gotCalls',
    stage: 'call',
    callOptions: OPTIONS,
    setup: () => (request, next) => {
      const { call, body } = request;
      const { gotCall, gotLength: length } = optionsOf(OPTIONS, request);
      if (gotCall === undefined) return next(request);
      // As in got, also if the caller set `accept-encoding`.
      call.decodeByOptionAlone();
      if (gotCall.wantsBody) call.bufferBody();
      gotCall.deadlineAt ??= call.deadlineAt;
      if (length === undefined || body === undefined) return next(request);
      const { replayable, contentType } = body;
      // The client holds what got writes to that length.
      return next(request.with({ body: { replayable, contentType, length, open: () => body.open() } }));
    },
  };
}
