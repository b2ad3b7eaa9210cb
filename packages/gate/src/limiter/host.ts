// The state of one host: its limit, its slots in use and its waiting list.
import type { Clock } from '@sluice/core';
import type { AttemptScope, CallScope } from '@sluice/core/plugin';
import { Meter } from '../adaptive/meter.ts';
import type { HeapItem } from '../collections/heap.ts';
import { Link } from '../collections/linked-list.ts';
import type { ResolvedGate, ResolvedLimits } from '../options/gate-options.ts';
import type { KeyState } from '../stats.ts';
import { MeasuredSlot, type MeasuredSlotOwner } from './measured-slot.ts';
import { Slot } from './slot.ts';
import type { Waiter, WaiterOwner } from './waiter.ts';
import { WaitingList } from './waiting-list.ts';

/** Notified of changes of a host that its owner did not make. */
export interface HostOwner {
  /** An exchange ended; `weight` slots are free again. */
  onRelease(host: Host, weight: number, call: CallScope): void;
  /** The adaptive limit of the host changed. */
  onLimitChanged(host: Host): void;
  /** A waiter has waited for its whole timeout. */
  onWaitTimeout(host: Host, waiter: Waiter): void;
  /** The attempt of a waiter was aborted. */
  onWaitAborted(host: Host, waiter: Waiter, reason: unknown): void;
}

/** All requests with one key, by default an origin: they share a limit and a waiting list. */
export class Host implements KeyState, HeapItem, WaiterOwner, MeasuredSlotOwner {
  readonly key: string;
  readonly limits: ResolvedLimits;
  readonly waiters: WaitingList<Waiter>;
  /** Exchanges under way. */
  running = 0;
  /** Slots they take: the sum of their weights. */
  slots = 0;
  /** Since when the waiting list has not been empty, on the clock's monotonic time. */
  waitingSince = 0;
  /** Orders hosts that hold equally many slots: the host with the lowest turn comes first. */
  turn = 0;
  heapIndex = -1;
  /** Its link in the list of idle hosts. */
  readonly idleLink: Link<Host> = new Link<Host>(this);
  /** Measures the exchanges when the limit adapts. */
  readonly #meter: Meter | undefined;
  readonly #owner: HostOwner;
  readonly #ceiling: number;
  /** The limit as last reported to the owner. */
  #reportedLimit: number;

  /** @param now on the clock's monotonic time */
  constructor(owner: HostOwner, key: string, options: ResolvedGate, now: number) {
    this.#owner = owner;
    this.key = key;
    this.limits = options.limitsOf(key);
    this.waiters = new WaitingList(options.ageing);
    this.#ceiling = Math.min(this.limits.maxPerHost, options.maxTotal);
    const { adaptive } = this.limits;
    this.#meter = adaptive === false ? undefined : new Meter(adaptive, this.#ceiling, now);
    this.#reportedLimit = this.limit;
  }

  /** The current limit of slots. */
  get limit(): number {
    return this.#meter === undefined ? this.#ceiling : Math.min(this.#meter.limit, this.#ceiling);
  }

  /** Attempts in the waiting list. */
  get waiting(): number {
    return this.waiters.size;
  }

  /** The slots an exchange takes. A weight over the limit counts as the limit; otherwise it could never run. */
  slotsFor(weight: number): number {
    return Math.min(weight, this.limit);
  }

  /** Whether an exchange of this weight fits below the host's own limit now. */
  fits(weight: number): boolean {
    return this.slots + this.slotsFor(weight) <= this.limit;
  }

  /** Takes slots for an attempt; the end of the attempt releases them. */
  occupy(attempt: AttemptScope, slots: number): void {
    this.running++;
    this.slots += slots;
    attempt.addEndListener(
      this.#meter === undefined
        ? new Slot(this, slots, attempt.call)
        : new MeasuredSlot(this, slots, attempt, this.#meter),
    );
  }

  /** Whether the newest waiters are admitted first now. */
  overloaded(now: number): boolean {
    return this.waiters.size > 0 && now - this.waitingSince >= this.limits.lifoAfter;
  }

  /** The waiter to be admitted next. */
  nextWaiter(clock: Clock): Waiter | undefined {
    // Without `lifoAfter`, the usual case, the order does not depend on the time.
    const newestFirst = this.limits.lifoAfter !== Infinity && this.overloaded(clock.now());
    return newestFirst ? this.waiters.newest() : this.waiters.first();
  }

  release({ weight, call }: Slot): void {
    this.running--;
    this.slots -= weight;
    this.#owner.onRelease(this, weight, call);
  }

  onMeasured(): void {
    const { limit } = this;
    if (limit === this.#reportedLimit) return;
    this.#reportedLimit = limit;
    this.#owner.onLimitChanged(this);
  }

  onWaitTimeout(waiter: Waiter): void {
    this.#owner.onWaitTimeout(this, waiter);
  }

  onWaitAborted(waiter: Waiter, reason: unknown): void {
    this.#owner.onWaitAborted(this, waiter, reason);
  }
}
