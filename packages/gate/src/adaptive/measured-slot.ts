import { isTimeoutError, type AttemptScope, type HttpResponse, type ResponseListener } from '@sluice/core';
import type { Host } from '../host.ts';
import type { Limiter } from '../limiter.ts';
import { Slot } from '../slot.ts';
import type { Meter } from './meter.ts';

/** Statuses by which a server says that it has too much to do. */
const OVERLOAD = new Set([429, 503]);

/** Timeouts that speak of the server; the others may be spent waiting here, or reading. */
const SERVER_PHASES = new Set(['connect', 'tlsHandshake', 'responseHeader', 'attempt']);

/** A slot that measures its exchange, for a limit that adapts. */
export class MeasuredSlot extends Slot implements ResponseListener {
  readonly #attempt: AttemptScope;
  readonly #meter: Meter;
  readonly #limiter: Limiter;
  readonly #startedAt: number;
  readonly #inUse: number;
  #measured = false;

  constructor(limiter: Limiter, host: Host, weight: number, attempt: AttemptScope, meter: Meter) {
    super(limiter, host, weight);
    this.#limiter = limiter;
    this.#attempt = attempt;
    this.#meter = meter;
    this.#startedAt = attempt.call.clock.now();
    this.#inUse = host.slots;
    attempt.addResponseListener(this);
  }

  /** The headers are there. An overload's answer tells nothing of latency: it is often the fastest. */
  onResponse(response: HttpResponse): void {
    // A detached exchange is the timeout its caller got, however late it is answered.
    if (this.#attempt.detached) return;
    const dropped = OVERLOAD.has(response.status);
    this.#measure(!dropped && response.status < 500, dropped);
  }

  override onEnd(): void {
    const { error } = this.#attempt.record;
    this.#measure(false, isTimeoutError(error) && SERVER_PHASES.has(error.phase));
    super.onEnd();
  }

  #measure(answered: boolean, dropped: boolean): void {
    if (this.#measured) return;
    this.#measured = true;
    if (!answered && !dropped) return;
    const now = this.#attempt.call.clock.now();
    this.#meter.add(now, answered ? now - this.#startedAt : undefined, this.#inUse, dropped);
    this.#limiter.limitMayHaveChanged(this.host);
  }
}
