// A request body source that can be read once.
import { closeSource, notReplayable, SourceChunks } from './source-chunks.ts';

/**
 * A stream that can be read once. It can be opened again until the first read: a connection may fail, or a server refuse
 * the request, before that.
 */
export class OneShotSource {
  readonly #stream: AsyncIterable<unknown>;
  #reader: OneShotChunks | undefined;
  #released = false;

  constructor(stream: AsyncIterable<unknown>) {
    this.#stream = stream;
  }

  /** Whether the stream was read from. */
  get begun(): boolean {
    return this.#reader !== undefined;
  }

  /** @throws BodyError `ERR_SLUICE_BODY_NOT_REPLAYABLE` after the first read, and after {@link release} */
  open(): SourceChunks {
    if (this.begun || this.#released) throw notReplayable();
    return new OneShotChunks(this.#stream, (chunks) => this.#claim(chunks));
  }

  /** Closes the stream unless it was read from. */
  release(): void {
    if (!this.begun && !this.#released) closeSource(this.#stream);
    this.#released = true;
  }

  /** @throws BodyError if another opening has read, or the stream was closed */
  #claim(chunks: OneShotChunks): void {
    if (this.begun || this.#released) throw notReplayable();
    this.#reader = chunks;
  }
}

/** One opening of a {@link OneShotSource}. Its first read claims the source; without a read, closing it has no effect. */
class OneShotChunks extends SourceChunks {
  readonly #claim: (chunks: OneShotChunks) => void;
  #begun = false;
  #closed = false;

  constructor(stream: AsyncIterable<unknown>, claim: (chunks: OneShotChunks) => void) {
    super(stream);
    this.#claim = claim;
  }

  override async next(): Promise<IteratorResult<Uint8Array>> {
    if (!this.#closed && !this.#begun) {
      this.#claim(this);
      this.#begun = true;
    }
    return this.#begun ? await super.next() : { done: true, value: undefined };
  }

  override return(): Promise<IteratorResult<Uint8Array>> {
    this.#closed = true;
    return this.#begun ? super.return() : Promise.resolve({ done: true, value: undefined });
  }
}
