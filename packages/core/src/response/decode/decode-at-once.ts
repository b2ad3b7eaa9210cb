// Synchronous decoding of short bodies, since passing 16 KiB to another thread costs several times the decoding.
import zlib from 'node:zlib';
import { unpolluted } from '../../options/unpolluted.ts';
import type { Coding } from './codings.ts';
import {
  decodedTooLong,
  notDecodable,
  trailingBytes,
  unexpectedEnd,
  type ReceivedBody,
} from './decode-errors.ts';
import { allowedBytes, type DecodeLimits } from './decode-limits.ts';
import { isZlib } from './deflate.ts';
import { ZstdFrames } from './zstd-frames.ts';

/** The longest body that is decoded synchronously, in bytes. */
export const AT_ONCE_BYTES = 16_384;

/** The longest result of synchronous decoding, in bytes: about 0.3 ms. Longer bodies decode as fast in another thread. */
const AT_ONCE_RESULT_BYTES = 262_144;

/** The most zstd frames that are decoded synchronously. Each costs as much as a short body. */
const AT_ONCE_FRAMES = 16;

interface Options {
  readonly maxOutputLength: number;
  readonly info: true;
}

/** The result of zlib's functions with the option `info`, which its types do not cover. */
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
 * Decodes a whole body; undefined if the result is too long to be decoded synchronously.
 * @param bytes the whole body: from 1 to {@link AT_ONCE_BYTES} bytes
 * @throws BodyError if it is invalid, cut short, or exceeds its limits
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
      const frames = coding === 'zstd' ? framesOf(decoded) : [decoded];
      if (frames.length > AT_ONCE_FRAMES) return undefined;
      decoded = decodeFrames(coding, frames, Math.min(allowed, AT_ONCE_RESULT_BYTES));
    } catch (error) {
      const tooLong = (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE';
      if (!tooLong) throw notDecodable(coding, body, error);
      if (allowed <= AT_ONCE_RESULT_BYTES) throw decodedTooLong(limits, bytes.length);
      return undefined;
    }
  }
  if (decoded.length > allowed) throw decodedTooLong(limits, bytes.length);
  return decoded;
}

/** @throws Error if the last frame is cut short, which the decoder of Node 22 does not report */
function framesOf(bytes: Uint8Array): readonly Uint8Array[] {
  const cutter = new ZstdFrames();
  const frames = cutter.cut(bytes);
  if (frames.length === 0 || cutter.cutShort) throw unexpectedEnd();
  return frames;
}

/** @throws Error of zlib, with the code `ERR_BUFFER_TOO_LARGE` if the result is longer than `maxBytes` */
function decodeFrames(
  coding: Coding,
  [first, ...others]: readonly Uint8Array[],
  maxBytes: number,
): Uint8Array {
  // Between two codings, an empty body has no frame: it is decoded as a frame that is cut short.
  const firstPart = decodeFrame(coding, first ?? new Uint8Array(0), maxBytes);
  if (others.length === 0) return firstPart;
  const parts = [firstPart];
  let { length } = firstPart;
  for (const frame of others) {
    const part = decodeFrame(coding, frame, maxBytes - length);
    parts.push(part);
    length += part.length;
  }
  return Buffer.concat(parts, length);
}

function decodeFrame(coding: Coding, bytes: Uint8Array, maxBytes: number): Buffer {
  // zlib refuses a limit of 0.
  const options = unpolluted<Options>({ maxOutputLength: Math.max(maxBytes, 1), info: true });
  const { buffer, engine } = DECODERS[coding](bytes, options) as Result;
  if (engine.bytesWritten < bytes.length) throw trailingBytes();
  return buffer;
}
