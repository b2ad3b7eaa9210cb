// Decodes a short body synchronously: handing 16 KiB to another thread costs several times the work.
import zlib from 'node:zlib';
import { unpolluted } from '../../options/unpolluted.ts';
import type { Coding } from './codings.ts';
import {
  allowedBytes,
  decodedTooLong,
  notDecodable,
  type DecodeLimits,
  type ReceivedBody,
} from './decode-limits.ts';
import { isZlib, leftOver } from './deflate.ts';
import { ZstdFrames } from './zstd-frames.ts';

/** The longest body that is decoded synchronously, in bytes. */
export const AT_ONCE_BYTES = 16_384;

/** The longest result of that, in bytes: a third of a millisecond. From there on other threads are as fast. */
const AT_ONCE_RESULT = 262_144;

/** The most zstd frames that are decoded synchronously: each costs as much as a short body. */
const AT_ONCE_FRAMES = 16;

interface Options {
  readonly maxOutputLength: number;
  readonly info: true;
}

/** What zlib returns with `info`, whatever its types say. */
interface Result {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

const DECODERS: Readonly<Record<Coding, (bytes: Uint8Array, options: Options) => unknown>> = {
  gzip: (bytes, options) => zlib.gunzipSync(bytes, options),
  deflate: (bytes, options) =>
    isZlib(bytes) ? zlib.inflateSync(bytes, options) : zlib.inflateRawSync(bytes, options),
  br: (bytes, options) => zlib.brotliDecompressSync(bytes, options),
  zstd: (bytes, options) => zlib.zstdDecompressSync(bytes, options),
};

/**
 * The whole of a body, decoded; undefined when it becomes too long to be decoded synchronously.
 * @param bytes all of the body, at most {@link AT_ONCE_BYTES}, at least one
 * @throws BodyError when it is not valid, cut short, or longer than its limits
 */
export function decodeAtOnce(
  bytes: Uint8Array,
  codings: readonly Coding[],
  limits: DecodeLimits,
  body: ReceivedBody,
): Uint8Array | undefined {
  const allowed = allowedBytes(limits, bytes.length);
  let decoded = bytes;
  for (const coding of codings) {
    try {
      const frames = coding === 'zstd' ? new ZstdFrames().cut(decoded) : [decoded];
      if (frames.length > AT_ONCE_FRAMES) return undefined;
      decoded = decodeFrames(coding, frames, Math.min(allowed, AT_ONCE_RESULT));
    } catch (error) {
      const tooLong = (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE';
      if (!tooLong) throw notDecodable(coding, body, error);
      if (allowed <= AT_ONCE_RESULT) throw decodedTooLong(limits, bytes.length);
      return undefined;
    }
  }
  if (decoded.length > allowed) throw decodedTooLong(limits, bytes.length);
  return decoded;
}

/** @throws Error of zlib, with the code `ERR_BUFFER_TOO_LARGE` when the result is longer than `most` */
function decodeFrames(coding: Coding, [first, ...others]: readonly Uint8Array[], most: number): Uint8Array {
  // An empty body between two codings has no frame, and is cut short.
  const begin = decodeFrame(coding, first ?? new Uint8Array(0), most);
  if (others.length === 0) return begin;
  const parts = [begin];
  let { length } = begin;
  for (const frame of others) {
    const part = decodeFrame(coding, frame, most - length);
    parts.push(part);
    length += part.length;
  }
  return Buffer.concat(parts, length);
}

function decodeFrame(coding: Coding, bytes: Uint8Array, most: number): Buffer {
  // zlib takes no limit of 0.
  const options = unpolluted<Options>({ maxOutputLength: Math.max(most, 1), info: true });
  const { buffer, engine } = DECODERS[coding](bytes, options) as Result;
  if (engine.bytesWritten < bytes.length) throw leftOver();
  return buffer;
}
