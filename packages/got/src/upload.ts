import type { BodyContent, Clock } from '@sluice/core';

/** Bytes handed over at once, so that one sees how far the server takes them; as got itself does. */
const PIECE = 65_536;

/**
 * A request body on its way out through got. It knows whether the server or the body's source is the slow one: got
 * asks for the next piece when the socket has taken the last one.
 */
export class Upload implements AsyncIterable<Uint8Array>, AsyncIterator<Uint8Array> {
  /** Since when the server has taken nothing, on the clock's monotonic time; Infinity while the source is asked. */
  waitingSince: number = Infinity;
  /** What the source failed with, if it failed. */
  failure: { readonly error: unknown } | undefined;
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #clock: Clock;

  constructor(content: AsyncIterable<Uint8Array>, clock: Clock) {
    this.#source = content[Symbol.asyncIterator]();
    this.#clock = clock;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    this.waitingSince = Infinity;
    try {
      const piece = await this.#source.next();
      if (piece.done !== true) this.waitingSince = this.#clock.now();
      return piece;
    } catch (error) {
      this.failure = { error };
      throw error;
    }
  }

  /** Gives up on the source. */
  async return(): Promise<IteratorResult<Uint8Array>> {
    this.waitingSince = Infinity;
    await this.#source.return?.();
    return { done: true, value: undefined };
  }
}

/** A body that goes out piece by piece; undefined for one small enough to be written at once. */
export function uploadOf(content: BodyContent, clock: Clock): Upload | undefined {
  if (!(content instanceof Uint8Array)) return new Upload(content, clock);
  return content.length > PIECE ? new Upload(piecesOf(content), clock) : undefined;
}

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += PIECE) yield bytes.subarray(from, from + PIECE);
}
