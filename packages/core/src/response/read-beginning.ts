// Reads the beginning of a response body within a bound.
import type { Clock } from '../time/clock.ts';
import type { ChunkReader } from './body/chunk-reader.ts';
import type { ReadBound } from '../options/bounds.ts';
import type { HttpResponse } from './response.ts';
import type { ResponseBody } from './body/response-body.ts';

/** The beginning of a body. */
export interface PartialBody {
  /** The bytes that were read. */
  readonly bytes: Uint8Array;
  /** Whether they are the whole body. */
  readonly complete: boolean;
}

/** Reads the beginning of a response's body, decoded. Empty if the body was already used. Never rejects. */
export async function readBeginning(response: HttpResponse, bound: ReadBound): Promise<PartialBody> {
  const { lifetime, attempt } = response;
  try {
    return await readWithin(lifetime, response.claim(), bound, attempt.call.clock);
  } catch {
    // The body cannot be claimed.
    response.discard();
    return { bytes: new Uint8Array(), complete: false };
  }
}

/**
 * Reads a claimed body within a bound, and discards the rest within the call's `drain` bound. Never rejects.
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
    // Reads beyond the bound, to know whether the body is complete, unless the bound is 0.
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
    // The bytes before the failure are kept. The error is in the attempt's record.
  } finally {
    if (timer !== undefined) clock.clearTimer(timer);
  }
  if (!complete) {
    body.discard();
    reader.close();
  }
  const bytes = Buffer.concat(chunks);
  return bytes.length > bound.bytes
    ? { bytes: bytes.subarray(0, bound.bytes), complete: false }
    : { bytes, complete };
}
