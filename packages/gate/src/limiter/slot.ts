// The slot that an exchange holds until its attempt ends.
import type { CallScope, EndListener } from '@sluice/core/plugin';

/** Notified when a slot is released. */
export interface SlotOwner {
  /** The exchange ended. Called once per slot. */
  release(slot: Slot): void;
}

/** The right of one exchange to run. Registered with its attempt, whose end releases it. */
export class Slot implements EndListener {
  /** The number of slots of the limit that it occupies. */
  readonly weight: number;
  /** The call of the exchange. */
  readonly call: CallScope;
  readonly #owner: SlotOwner;

  constructor(owner: SlotOwner, weight: number, call: CallScope) {
    this.#owner = owner;
    this.weight = weight;
    this.call = call;
  }

  /** The attempt ended. Called once. */
  onEnd(): void {
    this.#owner.release(this);
  }
}
