// An adapter from the handler API of undici 8 to a handler of the older API.
import type { AnyHandler, Controller, OldHandler, ParsedHeaders, UpgradedSocket } from './handlers.ts';

/** Adds the API of undici 8 to a handler of the older API. Calls of the older API are passed on. */
export class NewApi implements AnyHandler {
  readonly #old: OldHandler;
  /** Whether the handler receives the header lines as they arrived, not the parsed headers, which interceptors may change. */
  readonly #usesRawLines: boolean;

  /** @param usesRawLines false if an interceptor may have changed the parsed headers */
  constructor(old: OldHandler, usesRawLines: boolean) {
    this.#old = old;
    this.#usesRawLines = usesRawLines;
  }

  onRequestStart(controller: Controller, context: unknown): void {
    this.#old.onConnect?.((reason) => controller.abort(reason as Error), context);
  }

  onRequestUpgrade(
    controller: Controller,
    status: number,
    headers: ParsedHeaders,
    socket: UpgradedSocket,
  ): void {
    this.#old.onUpgrade?.(status, this.#lines(controller.rawHeaders, headers), socket);
  }

  onResponseStart(controller: Controller, status: number, headers: ParsedHeaders, statusText = ''): void {
    const lines = this.#lines(controller.rawHeaders, headers);
    const continues = this.#old.onHeaders?.(status, lines, () => controller.resume(), statusText);
    if (continues === false) controller.pause();
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    if (this.#old.onData?.(chunk) === false) controller.pause();
  }

  onResponseEnd(controller: Controller, trailers: ParsedHeaders): void {
    this.#old.onComplete?.(this.#lines(controller.rawTrailers, trailers));
  }

  onResponseError(_controller: Controller | undefined, error: Error): void {
    if (typeof this.#old.onError !== 'function') throw error;
    this.#old.onError(error);
  }

  onResponseStarted(): void {
    this.#old.onResponseStarted?.();
  }

  onBodySent(chunk: Buffer): void {
    this.#old.onBodySent?.(chunk);
  }

  onRequestSent(): void {
    this.#old.onRequestSent?.();
  }

  onConnect(abort: (reason?: Error) => void, context?: unknown): void {
    this.#old.onConnect?.(abort, context);
  }

  onUpgrade(status: number, headers: Buffer[], socket: UpgradedSocket): void {
    this.#old.onUpgrade?.(status, headers, socket);
  }

  onHeaders(status: number, headers: Buffer[], resume: () => void, statusText: string): unknown {
    return this.#old.onHeaders?.(status, headers, resume, statusText);
  }

  onData(chunk: Buffer): unknown {
    return this.#old.onData?.(chunk);
  }

  onComplete(trailers: Buffer[]): void {
    this.#old.onComplete?.(trailers);
  }

  onError(error: Error): void {
    this.onResponseError(undefined, error);
  }

  #lines(raw: Controller['rawHeaders'], parsed: ParsedHeaders | undefined): Buffer[] {
    if (this.#usesRawLines && Array.isArray(raw)) return raw.map((text) => bytes(text));
    const lines: Buffer[] = [];
    for (const [name, value] of Object.entries(parsed ?? {})) {
      for (const item of Array.isArray(value) ? value : [value]) lines.push(bytes(name), bytes(String(item)));
    }
    return lines;
  }
}

function bytes(text: string | Buffer): Buffer {
  return typeof text === 'string' ? Buffer.from(text, 'latin1') : text;
}
