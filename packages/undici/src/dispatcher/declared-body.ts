import { errors } from 'undici';
import { isBodyError, isOptionError } from '@sluice/core';
import { exactContent } from '@sluice/core/transport';
import type { DispatchOptions } from '../wire/dispatch-options.ts';
import { plainBody } from './plain-body.ts';

/**
 * Puts a body into what undici is told. One that is read piece by piece and has a declared length (in its headers, or as
 * a Blob) is held to that length: undici would complete a request of no bytes, or of the first bytes, before it reports
 * the difference.
 * @returns what is to be closed when the exchange ends
 */
export function setBody(options: DispatchOptions, body: unknown): DeclaredBody | undefined {
  options.body = (typeof body === 'string' ? Buffer.from(body) : (body ?? null)) as Uint8Array | null;
  if (options.body === null || ArrayBuffer.isView(body) || body instanceof ArrayBuffer) return undefined;
  if (body instanceof Blob) {
    for (const [name, value] of plainBody(body).headers) {
      if (options.get(name) === null) options.headers.push(name, value);
    }
  }
  const declared = options.get('content-length');
  if (declared === null || !/^\d+$/.test(declared) || !isPieces(body)) return undefined;
  const held = new DeclaredBody(body, Number(declared));
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
export class DeclaredBody implements AsyncIterableIterator<Uint8Array> {
  readonly #pieces: AsyncIterableIterator<Uint8Array>;

  constructor(body: object, length: number) {
    const { content } = plainBody(body);
    this.#pieces = exactContent(
      content as AsyncIterable<unknown>,
      length,
    ) as AsyncIterableIterator<Uint8Array>;
  }

  /** @throws RequestContentLengthMismatchError of undici, or what the source failed with */
  async next(): Promise<IteratorResult<Uint8Array>> {
    try {
      return await this.#pieces.next();
    } catch (error) {
      if (isOptionError(error)) throw new errors.InvalidArgumentError(error.message);
      if (!isBodyError(error)) throw error;
      const mismatch = new errors.RequestContentLengthMismatchError();
      throw (error.cause ?? mismatch) as Error;
    }
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    await this.#pieces.return?.();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
