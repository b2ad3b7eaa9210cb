// A Node.js stream as the body of a dispatched request.
import type { Readable } from 'node:stream';
import type { Abortable, BodySourceGuard } from './dispatched.ts';

/** Whether a body is a stream of Node.js. */
export function isStream(body: unknown): body is Readable {
  if (typeof body !== 'object' || body === null) return false;
  const { pipe, on } = body as { readonly pipe?: unknown; readonly on?: unknown };
  return typeof pipe === 'function' && typeof on === 'function';
}

/**
 * Watches a stream from the moment the request is dispatched: it may fail while the request waits for a connection. A
 * request that fails by itself leaves an unread stream alone, as undici does, since its caller may send it again.
 */
export class StreamGuard implements BodySourceGuard {
  readonly #stream: Readable;
  #exchange: Abortable | undefined;

  constructor(stream: Readable) {
    this.#stream = stream;
  }

  begin(exchange: Abortable): void {
    this.#exchange = exchange;
    this.#stream.on('error', this.#onError);
    // The stream may have failed before the request.
    if (this.#stream.errored) exchange.abort(this.#stream.errored);
  }

  end(aborted: boolean): void {
    this.#exchange = undefined;
    // Streams of other libraries may lack the method.
    const { destroy } = this.#stream as Partial<Readable>;
    if (aborted && !this.#stream.destroyed && destroy !== undefined) this.#stream.destroy();
    // A destroyed stream keeps the listener: its error would be uncaught.
    if (!this.#stream.destroyed) this.#stream.off('error', this.#onError);
  }

  readonly #onError = (error: Error): void => this.#exchange?.abort(error);
}
