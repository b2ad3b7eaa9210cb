// Passes the outcome of a transport to a plugin in a microtask.
import type { AsyncResource } from 'node:async_hooks';
import type { ResponseHandler } from '../interceptor.ts';
import { soon, type SoonWork } from '../lifecycle/soon.ts';
import type { HttpRequest } from '../request/request.ts';
import type { HttpResponse } from '../response/response.ts';
import { deliver, notifyError } from './dispatch.ts';

/**
 * Notifies the handler of a plugin in a microtask, in the async context of the call: a transport may report the outcome in
 * the context of another call, while its parser runs. Only the first outcome counts.
 */
export class LateHandler implements ResponseHandler, SoonWork {
  nextDue: SoonWork | undefined = undefined;
  readonly #request: HttpRequest;
  readonly #handler: ResponseHandler;
  #known = false;
  #answered = false;
  #outcome: unknown;

  constructor(request: HttpRequest, handler: ResponseHandler) {
    this.#request = request;
    this.#handler = handler;
  }

  get context(): AsyncResource {
    return this.#request.attempt.context;
  }

  onResponse(response: HttpResponse): void {
    this.#setOutcome(true, response);
  }

  onError(error: unknown): void {
    this.#setOutcome(false, error);
  }

  #setOutcome(answered: boolean, outcome: unknown): void {
    if (this.#known) return;
    this.#known = true;
    this.#answered = answered;
    this.#outcome = outcome;
    soon(this);
  }

  onSoon(): void {
    if (this.#answered) deliver(this.#request, this.#handler, this.#outcome as HttpResponse);
    else notifyError(this.#request, this.#handler, this.#outcome);
  }
}
