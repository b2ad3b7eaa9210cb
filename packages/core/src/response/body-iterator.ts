import type { ChunkReader } from './body/chunk-reader.ts';
import type { ResponseBody } from './body/response-body.ts';

const DONE: IteratorReturnResult<undefined> = Object.freeze({ done: true, value: undefined });

/**
 * A claimed body as an async iterator. Leaving the loop early drains what is left within the call's bound, without
 * being waited for. As with an async generator, calls of `next()` take their turns.
 */
export class BodyIterator implements AsyncIterableIterator<Uint8Array> {
  readonly #body: ResponseBody;
  readonly #reader: ChunkReader;
  #turn: Promise<unknown> | undefined;
  #waiting = 0;
  #left = false;

  constructor(body: ResponseBody, reader: ChunkReader) {
    this.#body = body;
    this.#reader = reader;
  }

  next(): Promise<IteratorResult<Uint8Array>> {
    const take = (): Promise<IteratorResult<Uint8Array>> => this.#take();
    const turn = this.#turn === undefined || this.#waiting === 0 ? take() : this.#turn.then(take, take);
    this.#waiting++;
    this.#turn = turn;
    return turn;
  }

  async #take(): Promise<IteratorResult<Uint8Array>> {
    if (this.#left) return DONE;
    try {
      const chunk = await this.#reader.read();
      return chunk === null ? DONE : { done: false, value: chunk };
    } catch (error) {
      // It was left while this read was under way, so nobody is told of a body cut off.
      if (this.#left) return DONE;
      throw error;
    } finally {
      this.#waiting--;
    }
  }

  return(): Promise<IteratorResult<Uint8Array>> {
    this.#left = true;
    this.#body.discard();
    this.#reader.close?.();
    return Promise.resolve(DONE);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
