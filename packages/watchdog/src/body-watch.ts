import {
  Alarm,
  BodyError,
  TimeoutError,
  type Alarms,
  type AttemptScope,
  type EndListener,
  type HttpResponse,
  type ResponseBody,
  type ResponseListener,
} from '@sluice/core';
import { publishReclaim, type ReclaimReason } from './report.ts';

/** Counts of bodies that were reclaimed. */
export interface ReclaimCounts {
  unread: number;
  stalled: number;
  kept: number;
  destroyed: number;
}

/** Watches the body of an attempt from its headers to its end. */
export function watchBody(
  attempt: AttemptScope,
  alarms: Alarms,
  unread: number,
  counts: ReclaimCounts,
): void {
  const watch = new BodyWatch(attempt, alarms, unread, counts);
  attempt.addResponseListener(watch);
  attempt.addEndListener(watch);
}

/** Reclaims a body when nobody takes its bytes. */
class BodyWatch extends Alarm implements EndListener, ResponseListener {
  readonly #attempt: AttemptScope;
  readonly #alarms: Alarms;
  readonly #unread: number;
  readonly #counts: ReclaimCounts;
  #body: ResponseBody | undefined;
  #status = 0;

  constructor(attempt: AttemptScope, alarms: Alarms, unread: number, counts: ReclaimCounts) {
    super();
    this.#attempt = attempt;
    this.#alarms = alarms;
    this.#unread = unread;
    this.#counts = counts;
  }

  onResponse(response: HttpResponse): void {
    if (this.#body !== undefined) return;
    this.#body = response.lifetime;
    this.#status = response.status;
    this.#alarms.start(this, this.#unread, this.#body.headAt);
  }

  onTime(): void {
    const body = this.#body as ResponseBody;
    const now = this.#attempt.call.clock.now();
    const dueAt = body.stalledAt + this.#unread;
    if (!body.used) this.#reclaim(body, 'unread', now);
    else if (dueAt <= now) this.#reclaim(body, 'stalled', now);
    else if (body.stalledAt === Infinity) this.#alarms.start(this, this.#unread, now);
    else this.#alarms.startAt(this, dueAt);
  }

  onEnd(): void {
    this.stop();
  }

  #reclaim(body: ResponseBody, reason: ReclaimReason, now: number): void {
    this.#counts[reason]++;
    publishReclaim(reason, this.#attempt, this.#status, now - body.headAt);
    const drain = body.drain(this.#attempt.call.options.drain, reasonFor(reason, this.#unread));
    void drain.then(({ connectionKept }) => {
      if (connectionKept) this.#counts.kept++;
      else this.#counts.destroyed++;
    });
  }
}

/** What whoever comes to read the body after all gets. */
function reasonFor(reason: ReclaimReason, unread: number): Error {
  if (reason === 'stalled') {
    return new TimeoutError(
      'body',
      unread,
      'watchdog.unread: the reader asked for no bytes, though some waited,',
    );
  }
  return new BodyError(
    'ERR_SLUICE_BODY_DISCARDED',
    `the body was discarded: watchdog.unread: nobody began to read it within ${unread} ms`,
  );
}
