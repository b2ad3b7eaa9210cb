// A response body as a web stream.
import { ownCopy } from '../options/own-copy.ts';
import type { ChunkReader } from './body/chunk-reader.ts';
import type { ResponseBody } from './body/response-body.ts';

/**
 * A body as a web stream without a buffer of its own. Cancelling it discards the rest within the call's bound.
 * @param source the reader of a claimed body, or a function that claims it at the first read of the stream
 */
export function toWebStream(
  body: ResponseBody,
  source: ChunkReader | (() => ChunkReader),
): ReadableStream<Uint8Array> {
  let reader = typeof source === 'function' ? undefined : source;
  return new ReadableStream<Uint8Array>(
    ownCopy({
      async pull(controller: ReadableStreamDefaultController<Uint8Array>) {
        reader ??= (source as () => ChunkReader)();
        const chunk = await reader.read();
        if (chunk === null) controller.close();
        else controller.enqueue(chunk);
      },
      cancel() {
        // Another reader has claimed the body.
        if (reader === undefined && body.used) return;
        // Not awaited: `cancel()` need not wait for the drain, and a drain never fails.
        body.discard();
        reader?.close();
      },
    }),
    ownCopy({ highWaterMark: 0 }),
  );
}
