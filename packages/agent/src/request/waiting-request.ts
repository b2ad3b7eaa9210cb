// A request that waits for a connection.
import type { Clock } from '@sluice/core';
import type { Timer } from '@sluice/core/plugin';
import type { Waiter } from '@sluice/pool';
import type { AgentConnection } from '../connection/agent-connection.ts';
import type { AgentRequest } from '../node-internals.ts';

/**
 * A request in the pool's waiting list. Node neither notifies an agent when a request without a socket is destroyed, nor
 * starts the request's timeout. Therefore this class replaces `destroy` of the request, and runs its inactivity limit,
 * until the wait is over.
 */
export class WaitingRequest {
  readonly request: AgentRequest;
  readonly key: string;
  readonly #waiter: Waiter<AgentConnection>;
  readonly #destroy: AgentRequest['destroy'];
  readonly #clock: Clock;
  readonly #timer: Timer | undefined;

  /** @param limit inactivity after which the request emits 'timeout', in ms; 0 for no limit */
  constructor(
    request: AgentRequest,
    key: string,
    waiter: Waiter<AgentConnection>,
    limit: number,
    clock: Clock,
  ) {
    this.request = request;
    this.key = key;
    this.#waiter = waiter;
    this.#clock = clock;
    // A variable first: a function that is written as the value of a property would keep the request (decision 136).
    const destroy: AgentRequest['destroy'] = (error) => {
      this.end();
      request.destroy(error);
      waiter.cancel(undefined);
      return request;
    };
    this.#destroy = request.destroy = destroy;
    if (limit > 0) this.#timer = clock.setTimer(limit, () => request.emit('timeout'));
  }

  /** Ends the wait with an error of the request, in O(1). */
  cancel(error: unknown): void {
    this.#waiter.cancel(error);
  }

  /** Restores the request at the end of the wait. */
  end(): void {
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer);
    if (this.request.destroy === this.#destroy) delete (this.request as Partial<AgentRequest>).destroy;
  }
}
