// Takes one content coding off a body, slice by slice, in another thread.
import type { Transform } from 'node:stream';
import zlib from 'node:zlib';
import { unpolluted } from '../../options/unpolluted.ts';
import type { ChunkReader } from '../body/chunk-reader.ts';
import type { Coding } from './codings.ts';
import { isZlib, leftOver } from './deflate.ts';
import { ZstdFrames } from './zstd-frames.ts';

type ZlibStream = Transform & zlib.Zlib;

/** Bytes that are decoded in one go. Four times zlib's default halves the cost of a long body. */
const SLICE_BYTES = 65_536;

const OPTIONS = { chunkSize: SLICE_BYTES } as const;

const NO_BYTES = new Uint8Array(0);

/**
 * Reads its source decoded, only as fast as it is read itself: no more than one slice is decoded ahead, and the source is
 * asked for bytes only while a read waits for them.
 */
export class CodingDecoder implements ChunkReader {
  readonly #coding: Coding;
  readonly #source: ChunkReader;
  readonly #count: (bytes: number) => void;
  #stream: ZlibStream | undefined;
  #frames: ZstdFrames | undefined;
  /** What came of the source and was not given to the decoder yet. */
  #pieces: readonly Uint8Array[] = [];
  /** Bytes given to the decoder. */
  #fed = 0;
  /** Whether the decoder has taken all it was given. */
  #hungry = true;
  #sourceEnded = false;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;

  /** @param count called with the length of each decoded slice; what it throws, `read` throws */
  constructor(coding: Coding, source: ChunkReader, count: (bytes: number) => void) {
    this.#coding = coding;
    this.#source = source;
    this.#count = count;
  }

  /**
   * The next decoded slice, or null at the end.
   * @throws Error when bytes follow the end of what was coded; what the decoder, the source or the count throws
   */
  async read(): Promise<Uint8Array | null> {
    while (true) {
      const slice = this.#stream?.read() as Uint8Array | null | undefined;
      if (slice) {
        this.#count(slice.length);
        return slice;
      }
      if (this.#failure !== undefined) throw this.#failure.error;
      if (this.#ended) return this.#atEnd();
      // oxlint-disable-next-line no-await-in-loop -- a body is decoded in order
      if (this.#hungry && !this.#sourceEnded) await this.#feed();
      // oxlint-disable-next-line no-await-in-loop
      else await this.#change();
    }
  }

  /** Releases the decoder. A read under way fails. */
  close(): void {
    this.#failure ??= { error: new Error('the decoder was closed') };
    this.#stream?.destroy();
    this.#notify();
    this.#source.close?.();
  }

  /** A decoder that meets bytes after the end of what was coded ends, whatever its source has to come. */
  #atEnd(): null {
    if (!this.#sourceEnded || (this.#stream as ZlibStream).bytesWritten < this.#fed) throw leftOver();
    return null;
  }

  async #feed(): Promise<void> {
    const piece = await this.#next();
    if (this.#failure !== undefined) return;
    this.#stream ??= this.#open(piece ?? NO_BYTES);
    if (piece === null) {
      this.#sourceEnded = true;
      this.#stream.end();
      return;
    }
    this.#fed += piece.length;
    this.#hungry = false;
    this.#stream.write(piece, this.#onTaken);
  }

  async #next(): Promise<Uint8Array | null> {
    if (this.#pieces.length === 0) {
      const chunk = await this.#source.read();
      if (chunk === null) return null;
      if (this.#coding !== 'zstd') return chunk;
      this.#pieces = (this.#frames ??= new ZstdFrames()).cut(chunk);
    }
    const [piece, ...rest] = this.#pieces;
    this.#pieces = rest;
    return piece as Uint8Array;
  }

  /** @param first the first bytes: they tell what deflate is */
  #open(first: Uint8Array): ZlibStream {
    const stream = streamOf(this.#coding, first);
    stream.on('readable', this.#notify);
    stream.on('end', () => {
      this.#ended = true;
      this.#notify();
    });
    stream.on('error', (error) => {
      this.#failure ??= { error };
      this.#notify();
    });
    return stream;
  }

  readonly #onTaken = (error?: Error | null): void => {
    if (!error) this.#hungry = true;
    this.#notify();
  };

  readonly #notify = (): void => {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  };

  /** Waits until the decoder has something to say. */
  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

function streamOf(coding: Coding, first: Uint8Array): ZlibStream {
  const options = unpolluted(OPTIONS);
  switch (coding) {
    case 'gzip':
      return zlib.createGunzip(options);
    case 'deflate':
      return isZlib(first) ? zlib.createInflate(options) : zlib.createInflateRaw(options);
    case 'br':
      return zlib.createBrotliDecompress(options);
    case 'zstd':
      return zlib.createZstdDecompress(options);
  }
}
