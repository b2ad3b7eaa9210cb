import { TimeoutError } from '@sluice/core';
import { Alarm, type Alarms, type AttemptScope } from '@sluice/core/plugin';
import type { ResponseBody } from '@sluice/core/transport';

/**
 * Aborts an attempt when somebody waits for its body and no byte arrives for `limit` ms. Nothing is done per chunk: the
 * body notes when its bytes came, and this looks when its alarm rings, at most once per `limit`.
 */
export class BodyTimeout extends Alarm {
  readonly #attempt: AttemptScope;
  readonly #body: ResponseBody;
  readonly #alarms: Alarms;
  readonly #limit: number;

  /** Begins with the wait of a reader. */
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
