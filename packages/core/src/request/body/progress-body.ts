// A request body that reports how much of it the connection has accepted.
import type { BodyContent, RequestBody } from './request-body.ts';
import { WrappedBody } from './wrapped-body.ts';

/** The length of the pieces in which bytes in memory are sent, in bytes. */
const PIECE_BYTES = 65_536;

/** Notified of the bytes of one opening of a body that the connection has accepted. */
export type SentListener = (transferred: number, total: number | undefined) => void;

/**
 * Reports the bytes of another body as a transport reads them: it requests a piece once the connection has accepted the
 * piece before.
 */
export class ProgressBody extends WrappedBody {
  readonly #report: SentListener;

  constructor(body: RequestBody, report: SentListener) {
    super(body);
    this.#report = report;
  }

  override open(): BodyContent {
    const content = this.body.open();
    const pieces = content instanceof Uint8Array ? piecesOf(content) : content;
    return new ReportedPieces(pieces, this.length, this.#report);
  }
}

function* slices(bytes: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += PIECE_BYTES) yield bytes.subarray(from, from + PIECE_BYTES);
}

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield* slices(bytes);
}

class ReportedPieces implements AsyncIterableIterator<Uint8Array> {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #total: number | undefined;
  readonly #report: SentListener;
  #yielded = 0;
  #reported = -1;

  constructor(content: AsyncIterable<Uint8Array>, total: number | undefined, report: SentListener) {
    this.#source = content[Symbol.asyncIterator]();
    this.#total = total;
    this.#report = report;
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    if (this.#yielded > this.#reported) {
      this.#reported = this.#yielded;
      this.#report(this.#yielded, this.#total);
    }
    const piece = await this.#source.next();
    if (piece.done !== true) this.#yielded += piece.value.length;
    return piece;
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    await this.#source.return?.();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
