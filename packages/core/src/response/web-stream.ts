import { ownCopy } from '../options/own-copy.ts';
import type { ChunkReader } from './body/chunk-reader.ts';
import type { ResponseBody } from './body/response-body.ts';

/**
 * A body as a web stream, read only as fast as its reader asks. Cancelling it drains within the call's bound.
 * @param source the reader of a claimed body; or what claims it when the stream is first read
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
        // Somebody else reads it.
        if (reader === undefined && body.used) return;
        // Not awaited: the reader wants nothing more, and a drain never fails.
        body.discard();
        reader?.close?.();
      },
    }),
    ownCopy({ highWaterMark: 0 }),
  );
}
