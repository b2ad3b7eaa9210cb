// An adapter from the older handler API to a handler of undici 8.
import { util } from 'undici';
import type { AnyHandler, Controller, NewHandler, ParsedHeaders, UpgradedSocket } from './handlers.ts';

/** Adds the older API to a handler of undici 8. Calls of the newer API are passed on. */
export class OldApi implements AnyHandler {
  readonly #new: NewHandler;
  #controller: OldController | undefined;

  constructor(handler: NewHandler) {
    this.#new = handler;
  }

  onConnect(abort: (reason?: Error) => void, context?: unknown): void {
    this.#controller = new OldController(abort);
    this.#new.onRequestStart?.(this.#controller, context);
  }

  onUpgrade(status: number, headers: Buffer[], socket: UpgradedSocket): void {
    const controller = this.#current();
    controller.rawHeaders = headers;
    this.#new.onRequestUpgrade?.(controller, status, parse(headers), socket);
  }

  onHeaders(status: number, headers: Buffer[], resume: () => void, statusText: string): boolean {
    const controller = this.#current();
    controller.onResume = resume;
    controller.rawHeaders = headers;
    this.#new.onResponseStart?.(controller, status, parse(headers), statusText);
    return !controller.paused;
  }

  onData(chunk: Buffer): boolean {
    const controller = this.#current();
    this.#new.onResponseData?.(controller, chunk);
    return !controller.paused;
  }

  onComplete(trailers: Buffer[] | null): void {
    const controller = this.#current();
    controller.rawTrailers = trailers;
    this.#new.onResponseEnd?.(controller, parse(trailers ?? []));
  }

  onError(error: Error): void {
    this.onResponseError(this.#current(), error);
  }

  onResponseStarted(): void {
    this.#new.onResponseStarted?.();
  }

  onBodySent(chunk: Buffer): void {
    this.#new.onBodySent?.(chunk);
  }

  onRequestSent(): void {
    this.#new.onRequestSent?.();
  }

  onRequestStart(controller: Controller, context: unknown): void {
    this.#new.onRequestStart?.(controller, context);
  }

  onRequestUpgrade(
    controller: Controller,
    status: number,
    headers: ParsedHeaders,
    socket: UpgradedSocket,
  ): void {
    this.#new.onRequestUpgrade?.(controller, status, headers, socket);
  }

  onResponseStart(controller: Controller, status: number, headers: ParsedHeaders, statusText?: string): void {
    this.#new.onResponseStart?.(controller, status, headers, statusText);
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    this.#new.onResponseData?.(controller, chunk);
  }

  onResponseEnd(controller: Controller, trailers: ParsedHeaders): void {
    this.#new.onResponseEnd?.(controller, trailers);
  }

  onResponseError(controller: Controller, error: Error): void {
    if (typeof this.#new.onResponseError !== 'function') throw error;
    this.#new.onResponseError(controller, error);
  }

  /** The controller of the exchange. Created here if an interceptor answers without `onConnect`. */
  #current(): OldController {
    return (this.#controller ??= new OldController(() => {}));
  }
}

function parse(headers: Buffer[]): ParsedHeaders {
  return util.parseHeaders(headers);
}

/** The controller that a handler of undici 8 gets for an exchange of the older API. */
class OldController implements Controller {
  aborted = false;
  paused = false;
  reason: Error | null = null;
  rawHeaders: Buffer[] | null = null;
  rawTrailers: Buffer[] | null = null;
  onResume: (() => void) | undefined;
  readonly #abort: (reason?: Error) => void;

  constructor(abort: (reason?: Error) => void) {
    this.#abort = abort;
  }

  abort(reason: Error): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    this.#abort(reason);
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    if (!this.paused) return;
    this.paused = false;
    this.onResume?.();
  }
}
