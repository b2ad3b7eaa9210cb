import type { BodyContent, Clock } from '@sluice/core';

/** Bytes from which a body is handed over in pieces, so that one can see whether the server takes it. */
const PIECE = 262_144;

/**
 * A request body on its way out. It knows whether the server or the body's source is the slow one: undici asks for
 * the next piece when the socket has taken the last one.
 */
export class Upload implements AsyncIterable<Uint8Array>, AsyncIterator<Uint8Array> {
  /** Since when the server has taken nothing, on the clock's monotonic time; Infinity while the source is asked. */
  waitingSince: number = Infinity;
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
    const piece = await this.#source.next();
    if (piece.done !== true) this.waitingSince = this.#clock.now();
    return piece;
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    this.waitingSince = Infinity;
    await this.#source.return?.();
    return { done: true, value: undefined };
  }
}

/** A body that is worth watching as it goes out; undefined for one that is written at once. */
export function uploadOf(content: BodyContent, clock: Clock): Upload | undefined {
  if (!(content instanceof Uint8Array)) return new Upload(content, clock);
  return content.length > PIECE ? new Upload(piecesOf(content), clock) : undefined;
}

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += PIECE) yield bytes.subarray(from, from + PIECE);
}
