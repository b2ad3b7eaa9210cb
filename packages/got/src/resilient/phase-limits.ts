// got's limits `timeout.send` and `timeout.read`, for which the client has no phase.
import { TimeoutError, type HttpRequest, type HttpResponse } from '@sluice/core';
import { toRequestBody } from '@sluice/core/internal';
import { Alarm, alarmsOf, type AttemptScope, type EndListener } from '@sluice/core/plugin';
import type { BodyContent } from '@sluice/core/transport';
import { nameEvent } from './error-names.ts';
import { withBody } from './with-body.ts';

/** The limits of one call, in ms. */
export interface PhaseLimits {
  /** Name resolution; applied by {@link LookupLimits}. */
  readonly lookup?: number | undefined;
  /** From the first piece of a request body that the transport requests to the last. */
  readonly send?: number | undefined;
  /** From the headers of a response to the end of its body. */
  readonly read?: number | undefined;
}

/** Aborts an attempt when one of its phases takes too long. */
class PhaseLimit extends Alarm implements EndListener {
  readonly #attempt: AttemptScope;
  readonly #error: TimeoutError;

  private constructor(attempt: AttemptScope, error: TimeoutError) {
    super();
    this.#attempt = attempt;
    this.#error = error;
  }

  static start(attempt: AttemptScope, error: TimeoutError): PhaseLimit {
    const limit = new PhaseLimit(attempt, error);
    const { clock } = attempt.call;
    alarmsOf(clock, true).start(limit, error.limit, clock.now());
    attempt.addEndListener(limit);
    return limit;
  }

  onTime(): void {
    this.#attempt.abort(this.#error);
  }

  /** Called at the end of the attempt. */
  onEnd(): void {
    this.stop();
  }
}

/** Limits the time from the headers of a response to the end of its body. */
export function limitRead(response: HttpResponse, limit: number): HttpResponse {
  if (!response.lifetime.settled) {
    const error = new TimeoutError('body', limit, "got's timeout.read: the body did not end");
    PhaseLimit.start(response.attempt, nameEvent(error, 'read'));
  }
  return response;
}

/** Limits the time in which the server reads a request body that is sent in pieces, from the first piece on. */
export function limitSend(request: HttpRequest, limit: number): HttpRequest {
  const { attempt, body } = request;
  if (body === undefined) return request;
  const { replayable, contentType, length } = body;
  const open = (): BodyContent => {
    const content = body.open();
    return content instanceof Uint8Array ? content : limited(content, attempt, limit);
  };
  return withBody(request, toRequestBody({ replayable, contentType, length, open }), attempt);
}

/** Limits an attempt, body included, to less than the client's `timeout.attempt`. @param limit in ms */
export function limitAttempt({ attempt }: HttpRequest, limit: number): void {
  PhaseLimit.start(attempt, new TimeoutError('attempt', limit));
}

async function* limited(
  content: AsyncIterable<Uint8Array>,
  attempt: AttemptScope,
  limit: number,
): AsyncGenerator<Uint8Array> {
  const error = new TimeoutError('responseHeader', limit, "got's timeout.send: the request was not written");
  const alarm = PhaseLimit.start(attempt, nameEvent(error, 'send'));
  try {
    yield* content;
  } finally {
    alarm.stop();
  }
}
