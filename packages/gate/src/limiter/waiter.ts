// An attempt that waits for a slot.
import { Alarm, type AbortListener, type AttemptScope } from '@sluice/core/plugin';
import { Link } from '../collections/linked-list.ts';
import type { Waiting } from './waiting-list.ts';

/** Notified when a wait ends without a slot. */
export interface WaiterOwner {
  /** The waiter has waited for its whole timeout. */
  onWaitTimeout(waiter: Waiter): void;
  /** The attempt of the waiter was aborted. */
  onWaitAborted(waiter: Waiter, reason: unknown): void;
}

/** An attempt in the waiting list of a host. As an alarm it bounds its own wait. */
export class Waiter extends Alarm implements AbortListener, Waiting<Waiter> {
  readonly attempt: AttemptScope;
  readonly priority: number;
  /** Slots its exchange will take. */
  readonly weight: number;
  readonly joinedAt: number;
  /** How long it may wait, in ms. */
  readonly timeout: number;
  readonly link: Link<Waiter> = new Link<Waiter>(this);
  /** Fulfilled when the attempt has its slot. */
  readonly admitted: Promise<void>;
  /** Fulfils `admitted`. */
  resolve!: () => void;
  /** Rejects `admitted`. */
  reject!: (reason: unknown) => void;
  readonly #owner: WaiterOwner;

  constructor(
    owner: WaiterOwner,
    attempt: AttemptScope,
    { priority, weight }: { readonly priority: number; readonly weight: number },
    joinedAt: number,
    timeout: number,
  ) {
    super();
    this.#owner = owner;
    this.attempt = attempt;
    this.priority = priority;
    this.weight = weight;
    this.joinedAt = joinedAt;
    this.timeout = timeout;
    this.admitted = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  /** The alarm's time has come. */
  onTime(): void {
    this.#owner.onWaitTimeout(this);
  }

  /** The attempt was aborted. */
  onAbort(reason: unknown): void {
    this.#owner.onWaitAborted(this, reason);
  }
}
