// A request body while it is sent.
import type { Clock } from '../time/clock.ts';
import { mismatch } from '../request/body/exact-length.ts';
import type { BodyContent } from '../request/body/request-body.ts';
import { setImmediate } from './check-phase.ts';

const SETTLED = Promise.resolve();

/** Pieces that are read before the event loop gets a turn. */
const TURN_PIECES = 128;

/**
 * For transports: a request body that is sent in pieces. If the transport requests a piece only when the socket has accepted
 * the one before, the upload knows whether it waits for the server or for the body's source.
 */
export class Upload implements AsyncIterable<Uint8Array>, AsyncIterator<Uint8Array> {
  /** Since when the server has accepted no bytes, on the clock's monotonic time; Infinity while the source is read. */
  waitingSince: number = Infinity;
  /** The error of the source, if it failed. */
  failure: { readonly error: unknown } | undefined;
  /** The length of the whole body in bytes, if it is known. */
  readonly length: number | undefined;
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #clock: Clock;
  #pieces = 0;

  constructor(content: AsyncIterable<Uint8Array>, length: number | undefined, clock: Clock) {
    this.length = length;
    this.#source = content[Symbol.asyncIterator]();
    this.#clock = clock;
  }

  /** What is left, in ms, of a limit on the time without accepted bytes: the whole limit while the source is read. */
  timeLeft(limit: number): number {
    return this.waitingSince === Infinity ? limit : limit - (this.#clock.now() - this.waitingSince);
  }

  /** The server accepted bytes of the last piece. */
  advance(): void {
    if (this.waitingSince !== Infinity) this.waitingSince = this.#clock.now();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    this.waitingSince = Infinity;
    // The transport requests the first piece while it starts the exchange. A source that aborts the call must not destroy
    // the connection at that point.
    if (this.#pieces === 0) {
      await SETTLED;
    } else if (this.#pieces % TURN_PIECES === 0) {
      // A source of many tiny pieces without delay would otherwise block the event loop.
      await new Promise((resolve) => void setImmediate(resolve));
    }
    this.#pieces++;
    try {
      const piece = await this.#source.next();
      if (piece.done !== true) this.waitingSince = this.#clock.now();
      return piece;
    } catch (error) {
      this.failure = { error };
      throw error;
    }
  }

  /** Closes the source. */
  async return(): Promise<IteratorResult<Uint8Array>> {
    this.waitingSince = Infinity;
    await this.#source.return?.();
    return { done: true, value: undefined };
  }
}

/**
 * For transports: prepares a body for being sent in pieces, so that a server that stops reading is detected.
 * @param length the declared length, if there is one
 * @param smallBytes a body in memory of at most so many bytes is not watched
 * @param pieceBytes the pieces of a longer body in memory, in bytes: between two pieces, the connection stands still. Default:
 * `smallBytes`
 * @returns undefined for a body that is not watched
 */
export function uploadOf(
  content: BodyContent,
  length: number | undefined,
  clock: Clock,
  smallBytes: number,
  pieceBytes: number = smallBytes,
): Upload | undefined {
  if (!(content instanceof Uint8Array)) return new Upload(content, length, clock);
  const bytes = content.length;
  if (bytes <= smallBytes) return undefined;
  return new Upload(piecesOf(content, bytes, pieceBytes), bytes, clock);
}

async function* piecesOf(bytes: Uint8Array, length: number, pieceBytes: number): AsyncGenerator<Uint8Array> {
  for (let from = 0, to = 0; from < length; from = to) {
    // The caller may have transferred or shrunk the buffer meanwhile.
    if (bytes.length < length) throw mismatch(from, length);
    to = Math.min(from + pieceBytes, length);
    yield bytes.subarray(from, to);
  }
}
