// A request that waits for a connection.
import type { Clock } from '@sluice/core';
import type { Timer } from '@sluice/core/plugin';
import type { Waiter } from '@sluice/pool';
import type { AgentConnection } from './connection.ts';
import type { AgentRequest } from './node-internals.ts';

/**
 * A request that waits for a connection. Node.js neither notifies the agent of a request that is destroyed without a socket,
 * nor runs its timeout: therefore `destroy` of the request is replaced while it waits, and its inactivity limit runs here.
 */
export class WaitingRequest {
  readonly request: AgentRequest;
  readonly key: string;
  readonly #waiter: Waiter<AgentConnection>;
  readonly #destroy: AgentRequest['destroy'];
  readonly #clock: Clock;
  readonly #timer: Timer | undefined;

  /** @param limit the inactivity after which the request emits 'timeout', in ms; 0 for none */
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

  /** Ends the wait in O(1); the request fails with the error. */
  cancel(error: unknown): void {
    this.#waiter.cancel(error);
  }

  /** Restores the request after the wait. */
  end(): void {
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer);
    if (this.request.destroy === this.#destroy) delete (this.request as Partial<AgentRequest>).destroy;
  }
}
