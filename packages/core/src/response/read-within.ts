import type { Clock } from '../time/clock.ts';
import type { ChunkReader } from './body/chunk-reader.ts';
import type { ReadBound } from '../options/bounds.ts';
import type { HttpResponse } from './response.ts';
import type { ResponseBody } from './body/response-body.ts';

/** The beginning of a body. */
export interface PartialBody {
  /** What was read. */
  readonly bytes: Uint8Array;
  /** Whether that is all of it. */
  readonly complete: boolean;
}

/** The beginning of a response's body within a bound, decoded; nothing when it cannot be read. Never rejects. */
export async function readBeginning(response: HttpResponse, bound: ReadBound): Promise<PartialBody> {
  const { lifetime, attempt } = response;
  try {
    return await readWithin(lifetime, response.claim(), bound, attempt.call.clock);
  } catch {
    // It cannot be claimed: there is nothing to keep.
    response.discard();
    return { bytes: new Uint8Array(), complete: false };
  }
}

/**
 * Reads a claimed body within a bound and keeps it. What is longer or slower is cut there, and the rest thrown away
 * within the call's `drain` bound. Never rejects.
 */
async function readWithin(
  body: ResponseBody,
  reader: ChunkReader,
  bound: ReadBound,
  clock: Clock,
): Promise<PartialBody> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let complete = false;
  let timer: object | undefined;
  try {
    if (bound.time !== Infinity) {
      timer = clock.setTimer(bound.time, () => body.discard());
    }
    // One byte more than is kept tells whether there is more; of a body that nobody wants, nothing need be known.
    while (bound.bytes > 0 && size <= bound.bytes) {
      // oxlint-disable-next-line no-await-in-loop -- a body is read in order
      const chunk = await reader.read();
      if (chunk === null) {
        complete = true;
        break;
      }
      chunks.push(chunk);
      size += chunk.length;
    }
  } catch {
    // The part that arrived is what there is to keep; why it stopped is in the attempt's record.
  } finally {
    if (timer !== undefined) clock.clearTimer(timer);
  }
  if (!complete) {
    body.discard();
    reader.close?.();
  }
  const bytes = Buffer.concat(chunks);
  return bytes.length > bound.bytes
    ? { bytes: bytes.subarray(0, bound.bytes), complete: false }
    : { bytes, complete };
}
