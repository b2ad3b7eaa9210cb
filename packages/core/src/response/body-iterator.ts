// A response body as an async iterator.
import type { ChunkResolvers } from './body/body-buffer.ts';
import type { ChunkReader } from './body/chunk-reader.ts';
import type { ResponseBody } from './body/response-body.ts';

type Result = IteratorResult<Uint8Array>;
type Resolve = (result: Result | Promise<never>) => void;
type Reject = (error: unknown) => void;

const DONE: IteratorReturnResult<undefined> = Object.freeze({ done: true, value: undefined });

/**
 * A claimed body as an async iterator. Leaving the loop early discards the rest within the call's bound. As with an async
 * generator, concurrent calls of `next()` are queued.
 */
export class BodyIterator implements AsyncIterableIterator<Uint8Array> {
  readonly #body: ResponseBody;
  readonly #reader: ChunkReader;
  readonly #current: CurrentRead = new CurrentRead();
  #lastRead: Promise<Result> | undefined;

  constructor(body: ResponseBody, reader: ChunkReader) {
    this.#body = body;
    this.#reader = reader;
  }

  next(): Promise<Result> {
    const waits = this.#current.pending++ > 0;
    this.#lastRead = waits ? this.#readAfter(this.#lastRead) : this.#read();
    return this.#lastRead;
  }

  #readAfter(last: Promise<Result> | undefined): Promise<Result> {
    const read = (): Promise<Result> => this.#read();
    return (last as Promise<Result>).then(read, read);
  }

  #read(): Promise<Result> {
    const result = this.#current.begin();
    if (this.#current.closed) this.#current.resolve(null);
    else if (this.#reader === this.#body) this.#body.readInto(this.#current);
    else void this.#readDecoded();
    return result;
  }

  async #readDecoded(): Promise<void> {
    try {
      this.#current.resolve(await this.#reader.read());
    } catch (error) {
      this.#current.reject(error);
    }
  }

  return(): Promise<Result> {
    this.#current.closed = true;
    this.#body.discard();
    this.#reader.close();
    return Promise.resolve(DONE);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** The read that an iterator waits for. The body settles its promise, so that a chunk costs no other promise. */
class CurrentRead implements ChunkResolvers {
  /** Reads that have not ended, with those that are queued. */
  pending = 0;
  /** The caller left the loop: an error that comes now is that of the discarded body. */
  closed = false;
  #resolve: Resolve | undefined;
  #reject: Reject | undefined;

  readonly #keep = (resolve: Resolve, reject: Reject): void => {
    this.#resolve = resolve;
    this.#reject = reject;
  };

  begin(): Promise<Result> {
    return new Promise<Result>(this.#keep);
  }

  /** @param chunk null at the end; a promise rejects, and adds the callers to the error */
  resolve(chunk: Uint8Array | null | Promise<never>): void {
    const resolve = this.#resolve as Resolve;
    this.pending--;
    if (!(chunk instanceof Promise)) resolve(chunk === null ? DONE : { done: false, value: chunk });
    else if (this.closed) chunk.catch(() => resolve(DONE));
    else resolve(chunk);
  }

  reject(error: unknown): void {
    this.pending--;
    if (this.closed) this.#resolve?.(DONE);
    else this.#reject?.(error);
  }
}
