// An attempt that waits for a slot.
import type { AsyncResource } from 'node:async_hooks';
import type { HttpRequest } from '@sluice/core';
import { notifyError, soon, type Dispatch, type ResponseHandler, type SoonWork } from '@sluice/core/internal';
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
export class Waiter extends Alarm implements AbortListener, SoonWork, Waiting<Waiter> {
  readonly attempt: AttemptScope;
  readonly priority: number;
  /** Slots its exchange will take. */
  readonly weight: number;
  readonly joinedAt: number;
  /** How long it may wait, in ms. */
  readonly timeout: number;
  readonly link: Link<Waiter> = new Link<Waiter>(this);
  nextDue: SoonWork | undefined = undefined;
  readonly #owner: WaiterOwner;
  readonly #request: HttpRequest;
  readonly #handler: ResponseHandler;
  readonly #next: Dispatch;
  #refused = false;
  #reason: unknown;

  constructor(
    owner: WaiterOwner,
    request: HttpRequest,
    handler: ResponseHandler,
    next: Dispatch,
    { priority, weight }: { readonly priority: number; readonly weight: number },
    joinedAt: number,
    timeout: number,
  ) {
    super();
    this.#owner = owner;
    this.attempt = request.attempt;
    this.#request = request;
    this.#handler = handler;
    this.#next = next;
    this.priority = priority;
    this.weight = weight;
    this.joinedAt = joinedAt;
    this.timeout = timeout;
  }

  /** It has its slot: sends the request. */
  admit(): void {
    soon(this);
  }

  /** The wait has ended without a slot. */
  refuse(reason: unknown): void {
    this.#refused = true;
    this.#reason = reason;
    soon(this);
  }

  get context(): AsyncResource {
    return this.attempt.context;
  }

  /** The wait is over: continues in the async context of the call. */
  onSoon(): void {
    const { attempt } = this;
    if (this.#refused) notifyError(this.#request, this.#handler, this.#reason);
    // Aborted after its admission: the end of the attempt releases the slot.
    else if (attempt.aborted) notifyError(this.#request, this.#handler, attempt.reason);
    else {
      attempt.readAt = this.joinedAt + (attempt.record.timings.gate ?? 0);
      this.#next(this.#request, this.#handler);
      attempt.readAt = undefined;
    }
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
