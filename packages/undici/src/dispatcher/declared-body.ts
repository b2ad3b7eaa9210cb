// The body of a dispatched request.
import { errors } from 'undici';
import { isBodyError, isOptionError } from '@sluice/core';
import { exactContent } from '@sluice/core/transport';
import type { DispatchOptions } from '../wire/dispatch-options.ts';
import type { Abortable, BodySourceGuard } from './dispatched.ts';
import { isForm, ownForm } from './foreign-form.ts';
import { plainBody } from './plain-body.ts';
import { isStream, StreamGuard } from './stream-guard.ts';

/**
 * Puts a body into the options for undici. A body that is read in pieces and has a declared length (in its headers, or as
 * a Blob) is held to that length: undici would complete a request of no bytes, or of the first bytes, before it reports
 * the difference.
 * @returns the source of the body, if it outlives the request
 * @throws InvalidArgumentError of undici for a value that is no body
 */
export function setBody(options: DispatchOptions, body: unknown): BodySourceGuard | undefined {
  const own = typeof body === 'string' ? Buffer.from(body) : isForm(body) ? ownForm(body) : body;
  options.body = own as Uint8Array | null;
  if (own === null || ArrayBuffer.isView(own) || own instanceof ArrayBuffer) return undefined;
  if (!isForm(own) && !isPieces(own)) {
    throw new errors.InvalidArgumentError(
      'body must be a string, a Buffer, a Readable stream, an iterable, or an async iterable',
    );
  }
  if (own instanceof Blob) {
    for (const [name, value] of plainBody(own).headers) {
      if (options.get(name) === null) options.headers.push(name, value);
    }
    if (own.size === 0) {
      options.body = new Uint8Array();
      return undefined;
    }
  }
  const guard = isStream(own) ? new StreamGuard(own) : undefined;
  const declared = options.get('content-length');
  if (declared === null || !isPieces(own)) return guard;
  const held = new DeclaredBody(own, Number(declared), guard);
  options.body = held as unknown as Uint8Array;
  return held;
}

function isPieces(body: unknown): body is object {
  const { [Symbol.asyncIterator]: later, [Symbol.iterator]: now } = body as Partial<
    AsyncIterable<unknown> & Iterable<unknown>
  >;
  return body instanceof Blob || typeof later === 'function' || typeof now === 'function';
}

/** Pieces of a body that add up to a declared length, or fail with undici's errors. */
class DeclaredBody implements AsyncIterableIterator<Uint8Array>, BodySourceGuard {
  readonly #body: object;
  readonly #length: number;
  readonly #guard: BodySourceGuard | undefined;
  /** Set with the first piece: a source that was not read from can be used again by the caller. */
  #pieces: AsyncIterableIterator<Uint8Array> | undefined;

  constructor(body: object, length: number, guard: BodySourceGuard | undefined) {
    this.#body = body;
    this.#length = length;
    this.#guard = guard;
  }

  begin(exchange: Abortable): void {
    this.#guard?.begin(exchange);
  }

  end(aborted: boolean): void {
    this.#guard?.end(aborted);
    // A source that fails to close has nothing to report to.
    void this.return().catch(() => undefined);
  }

  /** @throws RequestContentLengthMismatchError of undici, or what the source failed with */
  async next(): Promise<IteratorResult<Uint8Array>> {
    try {
      this.#pieces ??= this.#open();
      return await this.#pieces.next();
    } catch (error) {
      if (isOptionError(error)) throw new errors.InvalidArgumentError(error.message);
      if (!isBodyError(error)) throw error;
      const mismatch = new errors.RequestContentLengthMismatchError();
      throw (error.cause ?? mismatch) as Error;
    }
  }

  #open(): AsyncIterableIterator<Uint8Array> {
    const { content } = plainBody(this.#body);
    return exactContent(content as AsyncIterable<unknown>, this.#length) as AsyncIterableIterator<Uint8Array>;
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    await this.#pieces?.return?.();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
