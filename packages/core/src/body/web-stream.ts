import type { ChunkReader } from './decode/decoding-reader.ts';
import type { DrainBound } from './drain.ts';
import type { ResponseBody } from './response-body.ts';

/** A claimed body as a web stream, read only as fast as its reader asks. Cancelling it drains within the bound. */
export function toWebStream(
  body: ResponseBody,
  reader: ChunkReader,
  bound: DrainBound,
): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const chunk = await reader.read();
        if (chunk === null) controller.close();
        else controller.enqueue(chunk);
      },
      cancel() {
        // Not awaited: the reader wants nothing more, and a drain never fails.
        void body.drain(bound);
      },
    },
    { highWaterMark: 0 },
  );
}

/** A claimed body as an async iterator. Leaving the loop early drains within the bound, without being waited for. */
export function toIterator(
  body: ResponseBody,
  reader: ChunkReader,
  bound: DrainBound,
): AsyncIterableIterator<Uint8Array> {
  return {
    async next() {
      const chunk = await reader.read();
      return chunk === null ? { done: true, value: undefined } : { done: false, value: chunk };
    },
    return() {
      if (!body.settled) void body.drain(bound);
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
