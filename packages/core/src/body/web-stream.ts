import type { ChunkReader } from './decode/decoding-reader.ts';
import type { ResponseBody } from './response-body.ts';

/** A claimed body as a web stream, read only as fast as its reader asks. Cancelling it drains within the call's bound. */
export function toWebStream(body: ResponseBody, reader: ChunkReader): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const chunk = await reader.read();
        if (chunk === null) controller.close();
        else controller.enqueue(chunk);
      },
      cancel() {
        // Not awaited: the reader wants nothing more, and a drain never fails.
        body.discard();
        reader.close?.();
      },
    },
    { highWaterMark: 0 },
  );
}
