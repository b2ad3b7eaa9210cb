// A slot that measures its exchange for an adaptive limit.
import { isTimeoutError, type HttpResponse } from '@sluice/core';
import type { AttemptScope, ResponseListener } from '@sluice/core/plugin';
import type { Meter } from '../adaptive/meter.ts';
import { Slot, type SlotOwner } from './slot.ts';

/** Statuses by which a server reports overload. */
const OVERLOAD = new Set([429, 503]);

/** Timeouts that the server caused; the other phases may be spent waiting in this process, or reading. */
const SERVER_PHASES = new Set(['connect', 'tlsHandshake', 'responseHeader', 'attempt']);

/** Notified when a slot is released, and when a measurement was added. */
export interface MeasuredSlotOwner extends SlotOwner {
  /** Slots in use now, this slot included. */
  readonly slots: number;
  /** A measurement was added: the limit may have changed. */
  onMeasured(): void;
}

/** A slot that reports the latency and the outcome of its exchange to a meter. */
export class MeasuredSlot extends Slot implements ResponseListener {
  readonly #attempt: AttemptScope;
  readonly #meter: Meter;
  readonly #owner: MeasuredSlotOwner;
  readonly #startedAt: number;
  readonly #inUse: number;
  #measured = false;

  constructor(owner: MeasuredSlotOwner, weight: number, attempt: AttemptScope, meter: Meter) {
    super(owner, weight, attempt.call);
    this.#owner = owner;
    this.#attempt = attempt;
    this.#meter = meter;
    this.#startedAt = attempt.call.clock.now();
    this.#inUse = owner.slots;
    attempt.addResponseListener(this);
  }

  /** The headers arrived. The latency of a response that reports overload is not measured: it is often the lowest. */
  onResponse(response: HttpResponse): void {
    // The caller of a detached exchange has failed with a timeout: the late response must not count as a success.
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
    this.#owner.onMeasured();
  }
}
