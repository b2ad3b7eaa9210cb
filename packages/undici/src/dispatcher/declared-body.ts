// The body of a dispatched request.
import { errors } from 'undici';
import { isBodyError, isOptionError } from '@sluice/core';
import { exactContent, mayIgnoreBody } from '@sluice/core/transport';
import type { DispatchOptions } from '../wire/dispatch-options.ts';
import type { Abortable, BodySourceGuard } from './dispatched.ts';
import { isForm, ownForm } from './foreign-form.ts';
import { plainBody } from './plain-body.ts';
import { isStream, StreamGuard } from './stream-guard.ts';

/**
 * Puts a body into the options for undici. A body with a declared length (in its headers, or as a Blob) must have that
 * length. undici checks it for some methods only, and completes a request with no bytes of a stream, or with the first ones,
 * before it reports the difference.
 * @returns the source of the body, if it outlives the request
 * @throws InvalidArgumentError of undici for a value that cannot be a body; RequestContentLengthMismatchError of undici for
 * bytes of another length than declared
 */
export function setBody(options: DispatchOptions, body: unknown): BodySourceGuard | undefined {
  const own = typeof body === 'string' ? Buffer.from(body) : isForm(body) ? ownForm(body) : body;
  options.body = own as Uint8Array | null;
  if (own === null) return undefined;
  if (ArrayBuffer.isView(own) || own instanceof ArrayBuffer) {
    checkLength(options, own.byteLength);
    return undefined;
  }
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
  if (!isPieces(own)) return guard;
  const isSource = !isStream(own) && !isForm(own) && !(own instanceof Blob);
  const pieces = isSource ? laterPieces(own as AsyncIterable<Uint8Array>) : own;
  options.body = pieces as unknown as Uint8Array;
  if (declared === null) return guard;
  const held = new DeclaredBody(pieces, Number(declared), guard);
  options.body = held as unknown as Uint8Array;
  return held;
}

/** Whether a request has a body that a server may ignore because of its method. */
export function hasUnexpectedBody({ method, body }: DispatchOptions): boolean {
  if (body === null || !mayIgnoreBody(method)) return false;
  return !(body instanceof Uint8Array) || body.length > 0;
}

/** Checks the declared length of a body in memory. undici replaces the length that is declared for an empty one. */
function checkLength(options: DispatchOptions, length: number): void {
  const declared = options.get('content-length');
  if (length === 0 || declared === null || Number(declared) === length) return;
  throw new errors.RequestContentLengthMismatchError();
}

/**
 * Pieces whose source is called in a later microtask. If it aborts the request while undici begins to write it, undici's
 * client is destroyed in a state in which it throws an error that ends the process.
 */
async function* laterPieces(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield* source;
}

function isPieces(body: unknown): body is object {
  const { [Symbol.asyncIterator]: later, [Symbol.iterator]: now } = body as Partial<
    AsyncIterable<unknown> & Iterable<unknown>
  >;
  return body instanceof Blob || typeof later === 'function' || typeof now === 'function';
}

/** The pieces of a body with a declared length. Fails with undici's errors if they do not add up to that length. */
class DeclaredBody implements AsyncIterableIterator<Uint8Array>, BodySourceGuard {
  readonly #body: object;
  readonly #length: number;
  readonly #guard: BodySourceGuard | undefined;
  /** Opened for the first piece, because the caller can use an unread source again. */
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
    // The exchange is over: a failure to close the source has no receiver.
    void this.return().catch(() => undefined);
  }

  /** @throws RequestContentLengthMismatchError of undici, or the error of the source */
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
