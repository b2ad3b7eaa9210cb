// The plugins that connect a call of got with the call of the client.
import type { HttpRequest } from '@sluice/core';
import { releaseAtEnd, toRequestBody } from '@sluice/core/internal';
import { callOption, option, optionsOf, refuse, type OptionParser, type Plugin } from '@sluice/core/plugin';
import type { ConnectionOptions } from './connection-options.ts';
import { readReporting } from './download-progress.ts';
import { GotCall } from './got-call.ts';
import { limitAttempt, limitRead, limitSend } from './phase-limits.ts';
import type { SentBody } from './sent-body.ts';
import { withBody } from './with-body.ts';

const parseGotCall: OptionParser<GotCall> = (value, path) => {
  if (!(value instanceof GotCall)) throw refuse(path, value, 'a call of got');
  return value;
};

const OPTIONS = {
  gotCall: callOption<GotCall | undefined>(parseGotCall, undefined),
  gotLength: callOption<number | undefined>(option.integer(), undefined),
  bodyOfGet: callOption<unknown>((value) => value, undefined),
};

/** The call options through which the plugins find the call of got. */
export interface GotCallContext {
  readonly gotCall?: GotCall | undefined;
  /** The length of a body that got writes in pieces, if its headers declare one. */
  readonly gotLength?: number | undefined;
  /** The body of a GET (`allowGetBody`), which the client refuses as its own option. */
  readonly bodyOfGet?: SentBody['body'];
}

/** Plugin, stage `call`: applies got's rules of decoding, buffering and body lengths to a call. List it after the deadline. */
export function gotCalls(): Plugin<GotCallContext> {
  return {
    name: 'gotCalls',
    stage: 'call',
    callOptions: OPTIONS,
    setup: () => (given, next) => {
      const { gotCall, gotLength: length, bodyOfGet } = optionsOf(OPTIONS, given);
      if (gotCall === undefined) return next(given);
      const request = bodyOfGet === undefined ? given : withContent(given, bodyOfGet);
      const { call, body } = request;
      // As in got, a caller's `accept-encoding` does not disable decoding.
      call.decodeByOptionAlone();
      if (gotCall.wantsBody) call.bufferBody();
      gotCall.deadlineAt ??= call.deadlineAt;
      if (length === undefined || body === undefined) return next(request);
      const { replayable, contentType } = body;
      // The client checks that the body has this length.
      const sized = toRequestBody({ replayable, contentType, length, open: () => body.open() });
      return next(withBody(request, sized));
    },
  };
}

/** A request with this body, whatever its method. */
function withContent(request: HttpRequest, content: unknown): HttpRequest {
  const body = toRequestBody(content);
  releaseAtEnd(body, request.call);
  return withBody(request, body);
}

/** Plugin, stage `attempt`: keeps the head of each response, applies got's own limits, and reports the progress of the body. */
export function gotAttempts(): Plugin {
  return {
    name: 'gotAttempts',
    stage: 'attempt',
    setup: () => (request, next) => {
      const { gotCall } = optionsOf(OPTIONS, request);
      if (gotCall === undefined) return next(request);
      gotCall.head = undefined;
      const { spent, requestLimit } = gotCall;
      gotCall.startedAt = request.call.clock.now() - spent;
      gotCall.spent = 0;
      if (spent > 0 && requestLimit !== undefined) limitAttempt(request, Math.max(1, requestLimit - spent));
      request.attempt.addResponseListener(gotCall);
      const { progress, wantsBody, limits } = gotCall;
      const { send, read } = limits.phases;
      let sent = send === undefined ? next(request) : next(limitSend(request, send));
      if (read !== undefined) sent = sent.then((response) => limitRead(response, read));
      if (progress === undefined || !wantsBody) return sent;
      return sent.then((response) => readReporting(response, progress));
    },
  };
}

/** The connection options of the call of got that a request belongs to. */
export function connectionOf(request: HttpRequest): ConnectionOptions | undefined {
  return optionsOf(OPTIONS, request).gotCall?.connection;
}
