import { pipeline, Readable } from 'node:stream';
import zlib from 'node:zlib';
import type { Coding } from './codings.ts';
import { isZlib, leftOver } from './decode-bytes.ts';
import { ZstdFrames } from './zstd-frames.ts';

type Chunks = AsyncIterator<Uint8Array, void, undefined>;
type Decoder = Readable & NodeJS.WritableStream & zlib.Zlib;

const NO_BYTES = new Uint8Array(0);

/** What a decoder was given so far. */
interface Fed {
  bytes: number;
  /** Whether that was all. */
  whole: boolean;
}

/**
 * One coding taken off chunk by chunk, only as fast as its reader asks.
 * @throws Error when bytes follow the end of what was coded; whatever the decoder or the source fails with
 */
export async function* takeOff(coding: Coding, source: Chunks): AsyncGenerator<Uint8Array, void, undefined> {
  const first = await source.next();
  const decoder = decoderOf(coding, first.done === true ? NO_BYTES : first.value);
  const fed: Fed = { bytes: 0, whole: false };
  // What goes wrong is thrown by the iterator; the callback only keeps it from being thrown twice.
  pipeline([Readable.from(feed(coding, first, source, fed), { objectMode: false }), decoder], () => {});
  try {
    for await (const chunk of decoder) yield chunk as Uint8Array;
    // A decoder that meets such bytes ends, while its source would be pumped on.
    if (!fed.whole || decoder.bytesWritten < fed.bytes) throw leftOver();
  } finally {
    decoder.destroy();
  }
}

async function* feed(
  coding: Coding,
  first: IteratorResult<Uint8Array, void>,
  source: Chunks,
  fed: Fed,
): AsyncIterable<Uint8Array> {
  const frames = coding === 'zstd' ? new ZstdFrames() : undefined;
  try {
    // oxlint-disable-next-line no-await-in-loop -- a body is read in order
    for (let next = first; next.done !== true; next = await source.next()) {
      fed.bytes += next.value.length;
      if (frames === undefined) yield next.value;
      else yield* frames.cut(next.value);
    }
    fed.whole = true;
  } finally {
    await source.return?.();
  }
}

/** @param first the first bytes of this very layer: what deflate is, they tell. */
function decoderOf(coding: Coding, first: Uint8Array): Decoder {
  switch (coding) {
    case 'gzip':
      return zlib.createGunzip();
    case 'deflate':
      return isZlib(first) ? zlib.createInflate() : zlib.createInflateRaw();
    case 'br':
      return zlib.createBrotliDecompress();
    case 'zstd':
      return zlib.createZstdDecompress();
  }
}
