import type { Clock } from '@sluice/core';
import type { Timer } from '@sluice/core/plugin';
import type { Waiter } from '@sluice/pool';
import type { AgentConnection } from './connection.ts';
import type { AgentRequest } from './node-internals.ts';

/**
 * A request in line for a connection. Node tells an agent nothing of a request that is destroyed before it has a
 * socket, and gives it no timeout: so its `destroy` is taken over while it waits, and its inactivity limit runs here.
 */
export class WaitingRequest {
  readonly request: AgentRequest;
  readonly key: string;
  readonly #waiter: Waiter<AgentConnection>;
  readonly #destroy: AgentRequest['destroy'];
  readonly #clock: Clock;
  readonly #timer: Timer | undefined;

  /** @param limit inactivity after which the request gets its 'timeout' event, in ms; 0 for none */
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
    this.#destroy = (error) => {
      this.end();
      request.destroy(error);
      waiter.cancel(undefined);
      return request;
    };
    request.destroy = this.#destroy;
    if (limit > 0) this.#timer = clock.setTimer(limit, () => request.emit('timeout'));
  }

  /** Leaves the line in O(1) with an error, which the request will be given. */
  cancel(error: unknown): void {
    this.#waiter.cancel(error);
  }

  /** It waits no more: the request is as it was before. */
  end(): void {
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer);
    if (this.request.destroy === this.#destroy) delete (this.request as Partial<AgentRequest>).destroy;
  }
}
