import { kMaxLength } from 'node:buffer';
import zlib from 'node:zlib';
import type { Coding } from './codings.ts';
import { ZstdFrames } from './zstd-frames.ts';
import { allowedBytes, decodedTooLong, notDecodable, type DecodeLimits } from './decode-limits.ts';

/** Up to this length a body is decoded at once: handing it to another thread would cost more than the work. */
const AT_ONCE_BYTES = 16_384;

interface Options {
  readonly maxOutputLength: number;
  readonly info: true;
}

/** What zlib gives with `info`, whatever its types say. */
interface Result {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

type Decode = (bytes: Uint8Array, options: Options) => unknown;
type DecodeLater = (
  bytes: Uint8Array,
  options: Options,
  callback: (error: Error | null, result: unknown) => void,
) => void;

const AT_ONCE: Readonly<Record<Coding, Decode>> = {
  gzip: (bytes, options) => zlib.gunzipSync(bytes, options),
  deflate: (bytes, options) =>
    isZlib(bytes) ? zlib.inflateSync(bytes, options) : zlib.inflateRawSync(bytes, options),
  br: (bytes, options) => zlib.brotliDecompressSync(bytes, options),
  zstd: (bytes, options) => zlib.zstdDecompressSync(bytes, options),
};

const LATER: Readonly<Record<Coding, DecodeLater>> = {
  gzip: (bytes, options, callback) => zlib.gunzip(bytes, options, callback),
  deflate: (bytes, options, callback) =>
    isZlib(bytes) ? zlib.inflate(bytes, options, callback) : zlib.inflateRaw(bytes, options, callback),
  br: (bytes, options, callback) => zlib.brotliDecompress(bytes, options, callback),
  zstd: (bytes, options, callback) => zlib.zstdDecompress(bytes, options, callback),
};

/** Whether deflate has its zlib header (RFC 1950); some servers send it without one (RFC 1951). */
export function isZlib(bytes: Uint8Array): boolean {
  return ((bytes[0] ?? 0) & 0x0f) === 8;
}

/**
 * A whole body decoded.
 * @throws BodyError when it is not valid, cut short, or grows beyond its limits
 */
export async function decodeBytes(
  bytes: Uint8Array,
  codings: readonly Coding[],
  limits: DecodeLimits,
): Promise<Uint8Array> {
  if (bytes.length === 0) return bytes;
  const allowed = allowedBytes(limits, bytes.length);
  // What zlib takes as a limit; it knows neither 0 nor Infinity.
  const options = { maxOutputLength: Math.min(Math.max(allowed, 1), kMaxLength), info: true } as const;
  let decoded = bytes;
  for (const coding of codings) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- a layer lies under the one before
      decoded = await (coding === 'zstd'
        ? decodeFrames(decoded, options)
        : decodeLayer(coding, decoded, options));
    } catch (error) {
      if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') {
        throw decodedTooLong(limits, bytes.length);
      }
      throw notDecodable(coding, bytes.length, error);
    }
  }
  if (decoded.length > allowed) throw decodedTooLong(limits, bytes.length);
  return decoded;
}

/** The error for bytes after the end of what was coded. */
export function leftOver(): Error {
  return new Error('bytes follow the end of the coded ones');
}

async function decodeFrames(bytes: Uint8Array, options: Options): Promise<Uint8Array> {
  const frames = new ZstdFrames().cut(bytes);
  if (frames.length <= 1) return decodeLayer('zstd', bytes, options);
  const parts: Buffer[] = [];
  let length = 0;
  for (const frame of frames) {
    const left = Math.max(options.maxOutputLength - length, 1);
    // oxlint-disable-next-line no-await-in-loop -- one after the other, each within what the ones before left
    const part = await decodeLayer('zstd', frame, { ...options, maxOutputLength: left });
    parts.push(part);
    length += part.length;
  }
  return Buffer.concat(parts, length);
}

async function decodeLayer(coding: Coding, bytes: Uint8Array, options: Options): Promise<Buffer> {
  const { buffer, engine } = (await decodeWith(coding, bytes, options)) as Result;
  if (engine.bytesWritten < bytes.length) throw leftOver();
  return buffer;
}

function decodeWith(coding: Coding, bytes: Uint8Array, options: Options): unknown {
  if (bytes.length <= AT_ONCE_BYTES) return AT_ONCE[coding](bytes, options);
  return new Promise((resolve, reject) => {
    LATER[coding](bytes, options, (error, result) => {
      if (error === null) resolve(result);
      else reject(error);
    });
  });
}
