// An upgrade or a tunnel until its response.
import type { Dispatcher } from 'undici';
import type { Link } from '@sluice/core/internal';
import type { Abortable, ExchangeHolder } from './dispatched.ts';
import type { Controller, NewHandler, ParsedHeaders, UpgradedSocket } from './handlers.ts';

/** Passes on the calls of undici's Agent. Can be failed at any time, which a closing Agent does not do. */
export class UpgradeExchange implements Dispatcher.DispatchHandler, Abortable {
  link: Link<unknown> | undefined;
  readonly #handler: NewHandler;
  readonly #holder: ExchangeHolder;
  #controller: Controller | undefined;
  #over = false;

  constructor(handler: NewHandler, holder: ExchangeHolder) {
    this.#handler = handler;
    this.#holder = holder;
  }

  abort(reason: Error): void {
    if (this.#controller !== undefined) this.#controller.abort(reason);
    this.#fail(this.#controller, reason);
  }

  onRequestStart(controller: Controller, context: unknown): void {
    this.#controller = controller;
    this.#handler.onRequestStart?.(controller, context);
  }

  onRequestUpgrade(
    controller: Controller,
    status: number,
    headers: ParsedHeaders,
    socket: UpgradedSocket,
  ): void {
    this.#end();
    this.#handler.onRequestUpgrade?.(controller, status, headers, socket);
  }

  onResponseStarted(): void {
    this.#handler.onResponseStarted?.();
  }

  onResponseStart(controller: Controller, status: number, headers: ParsedHeaders, statusText?: string): void {
    this.#handler.onResponseStart?.(controller, status, headers, statusText);
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    this.#handler.onResponseData?.(controller, chunk);
  }

  onResponseEnd(controller: Controller, trailers: ParsedHeaders): void {
    this.#end();
    this.#handler.onResponseEnd?.(controller, trailers);
  }

  onResponseError(controller: Controller | undefined, error: Error): void {
    this.#fail(controller, error);
  }

  #fail(controller: Controller | undefined, error: Error): void {
    if (this.#end()) this.#handler.onResponseError?.(controller as Controller, error);
  }

  /** @returns false if the exchange was over before */
  #end(): boolean {
    if (this.#over) return false;
    this.#over = true;
    this.#holder.onEnd(this);
    return true;
  }
}
