import type { Clock } from '../time/clock.ts';
import { mismatch } from '../request/body/exact-length.ts';
import type { BodyContent } from '../request/body/request-body.ts';

/**
 * For transports: a request body on its way out. It knows whether the server or the body's source is the slow one,
 * where the next piece is asked for when the socket has taken the last one.
 */
export class Upload implements AsyncIterable<Uint8Array>, AsyncIterator<Uint8Array> {
  /** Since when the server has taken nothing, on the clock's monotonic time; Infinity while the source is asked. */
  waitingSince: number = Infinity;
  /** What the source failed with, if it failed. */
  failure: { readonly error: unknown } | undefined;
  /** Bytes that it yields in all, where that is known. */
  readonly length: number | undefined;
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #clock: Clock;

  constructor(content: AsyncIterable<Uint8Array>, length: number | undefined, clock: Clock) {
    this.length = length;
    this.#source = content[Symbol.asyncIterator]();
    this.#clock = clock;
  }

  /** What is left, in ms, of a limit on the server taking nothing: all of it while the source is the slow one. */
  timeLeft(limit: number): number {
    return this.waitingSince === Infinity ? limit : limit - (this.#clock.now() - this.waitingSince);
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

/**
 * For transports: a body that goes out piece by piece, so that one sees whether the server takes it.
 * @param length of the body, where it is declared
 * @param pieceBytes the most bytes handed over at once, where the whole body is at hand
 * @returns undefined for a body of no more than one piece
 */
export function uploadOf(
  content: BodyContent,
  length: number | undefined,
  clock: Clock,
  pieceBytes: number,
): Upload | undefined {
  if (!(content instanceof Uint8Array)) return new Upload(content, length, clock);
  const bytes = content.length;
  return bytes > pieceBytes ? new Upload(piecesOf(content, bytes, pieceBytes), bytes, clock) : undefined;
}

async function* piecesOf(bytes: Uint8Array, length: number, pieceBytes: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < length; from += pieceBytes) {
    // Transferred or shrunk by the caller meanwhile: there is nothing left that could be sent.
    if (bytes.length < length) throw mismatch(from, length);
    yield bytes.subarray(from, Math.min(from + pieceBytes, length));
  }
}
