import { BodyError } from '../../errors/body-error.ts';
import { closeSource, SourceChunks } from './source-chunks.ts';

/**
 * A stream that can be read once. It can be opened again as long as nothing was read from it: a connection may fail, or a
 * server refuse the request, before that.
 */
export class OneShotSource {
  readonly #stream: AsyncIterable<unknown>;
  #reader: OneShotChunks | undefined;
  #released = false;

  constructor(stream: AsyncIterable<unknown>) {
    this.#stream = stream;
  }

  /** Whether it was read from. */
  get begun(): boolean {
    return this.#reader !== undefined;
  }

  /** @throws BodyError `ERR_SLUICE_BODY_NOT_REPLAYABLE` once it was read from, or released */
  open(): SourceChunks {
    if (this.begun || this.#released) throw notReplayable();
    return new OneShotChunks(this.#stream, (chunks) => this.#claim(chunks));
  }

  /** Closes the stream if it was never read from. */
  release(): void {
    if (!this.begun && !this.#released) closeSource(this.#stream);
    this.#released = true;
  }

  /** @throws BodyError when another opening reads, or the stream was closed */
  #claim(chunks: OneShotChunks): void {
    if (this.begun || this.#released) throw notReplayable();
    this.#reader = chunks;
  }
}

/** One opening of a {@link OneShotSource}: reads it as the only one, or leaves it as it is. */
class OneShotChunks extends SourceChunks {
  readonly #claim: (chunks: OneShotChunks) => void;
  #begun = false;
  #left = false;

  constructor(stream: AsyncIterable<unknown>, claim: (chunks: OneShotChunks) => void) {
    super(stream);
    this.#claim = claim;
  }

  override async next(): Promise<IteratorResult<Uint8Array>> {
    if (!this.#left && !this.#begun) {
      this.#claim(this);
      this.#begun = true;
    }
    return this.#begun ? super.next() : { done: true, value: undefined };
  }

  override return(): Promise<IteratorResult<Uint8Array>> {
    this.#left = true;
    return this.#begun ? super.return() : Promise.resolve({ done: true, value: undefined });
  }
}

/** The refusal to send a one-shot stream a second time. */
export function notReplayable(): BodyError {
  return new BodyError(
    'ERR_SLUICE_BODY_NOT_REPLAYABLE',
    'the request body is a stream that was already read; give a function that returns a new stream to make it replayable',
  );
}
