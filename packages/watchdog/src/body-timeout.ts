// The alarm of `timeout.body`.
import { TimeoutError } from '@sluice/core';
import { Alarm, type Alarms, type AttemptScope } from '@sluice/core/plugin';
import type { ResponseBody } from '@sluice/core/transport';

/**
 * Aborts an attempt when a reader waits for its body and no byte arrives for `limit` ms. Does no work per chunk: the body
 * records when bytes arrive, and the alarm compares that time at most once per `limit`.
 */
export class BodyTimeout extends Alarm {
  readonly #attempt: AttemptScope;
  readonly #body: ResponseBody;
  readonly #alarms: Alarms;
  readonly #limit: number;

  /** Starts the alarm. Created when a reader first has to wait. */
  constructor(attempt: AttemptScope, body: ResponseBody, alarms: Alarms, limit: number) {
    super();
    this.#attempt = attempt;
    this.#body = body;
    this.#alarms = alarms;
    this.#limit = limit;
    alarms.start(this, limit, body.starvedAt);
  }

  onTime(): void {
    const now = this.#attempt.call.clock.now();
    const { starvedAt } = this.#body;
    const dueAt = starvedAt + this.#limit;
    if (dueAt <= now) this.#attempt.abort(new TimeoutError('body', this.#limit));
    else if (starvedAt === Infinity) this.#alarms.start(this, this.#limit, now);
    else this.#alarms.startAt(this, dueAt);
  }
}
