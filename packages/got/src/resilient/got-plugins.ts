// The plugins that connect the calls of got with those of the client.
import { callOption, option, optionsOf, refuse, type OptionParser, type Plugin } from '@sluice/core/plugin';
import { readReporting } from './download-progress.ts';
import { GotCall } from './got-call.ts';

const parseGotCall: OptionParser<GotCall> = (value, path) => {
  if (!(value instanceof GotCall)) throw refuse(path, value, 'a call of got');
  return value;
};

const OPTIONS = {
  gotCall: callOption<GotCall | undefined>(parseGotCall, undefined),
  gotLength: callOption<number | undefined>(option.integer(), undefined),
};

/** The options that tell the plugins which call of got a request belongs to. */
export interface GotCallContext {
  readonly gotCall?: GotCall | undefined;
  /** The length of a body that got writes in pieces, if its headers declare one. */
  readonly gotLength?: number | undefined;
}

/** Plugin, stage `call`: what got and the client have to agree on. List it after the deadline. */
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
      // The client makes sure that the body has that length.
      return next(request.with({ body: { replayable, contentType, length, open: () => body.open() } }));
    },
  };
}

/** Plugin, stage `attempt`: notes the head of each response, and reports the progress of its body. */
export function gotAttempts(): Plugin {
  return {
    name: 'gotAttempts',
    stage: 'attempt',
    setup: () => (request, next) => {
      const { gotCall } = optionsOf(OPTIONS, request);
      if (gotCall === undefined) return next(request);
      gotCall.head = undefined;
      request.attempt.addResponseListener(gotCall);
      const { progress, wantsBody } = gotCall;
      if (progress === undefined || !wantsBody) return next(request);
      return next(request).then((response) => readReporting(response, progress));
    },
  };
}
