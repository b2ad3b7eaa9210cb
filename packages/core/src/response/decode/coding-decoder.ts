// Removes one content coding of a body, slice by slice, in another thread.
import type { Transform } from 'node:stream';
import zlib from 'node:zlib';
import { unpolluted } from '../../options/unpolluted.ts';
import type { ChunkReader } from '../body/chunk-reader.ts';
import type { Coding } from './codings.ts';
import { trailingBytes, unexpectedEnd } from './decode-errors.ts';
import { isZlib } from './deflate.ts';
import { ZstdFrames } from './zstd-frames.ts';

type ZlibStream = Transform & zlib.Zlib;

/** The bytes of a decoded slice. Four times zlib's default halves the cost of a long body. */
const SLICE_BYTES = 65_536;

const OPTIONS = { chunkSize: SLICE_BYTES } as const;

const NO_BYTES = new Uint8Array(0);

/** Decodes its source on demand: at most one slice is decoded ahead, and the source is read only while a read waits. */
export class CodingDecoder implements ChunkReader {
  readonly #coding: Coding;
  readonly #source: ChunkReader;
  readonly #count: (bytes: number) => void;
  #stream: ZlibStream | undefined;
  #frames: ZstdFrames | undefined;
  /** Pieces that were read from the source but not written to the decoder yet. */
  #pieces: readonly Uint8Array[] = [];
  /** Bytes written to the decoder. */
  #written = 0;
  /** Whether the decoder has consumed everything that was written. */
  #drained = true;
  #sourceEnded = false;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;
  #onEvent: (() => void) | undefined;

  /** @param count called with the length of each decoded slice; an error that it throws is thrown by `read` */
  constructor(coding: Coding, source: ChunkReader, count: (bytes: number) => void) {
    this.#coding = coding;
    this.#source = source;
    this.#count = count;
  }

  /**
   * The next decoded slice, or null at the end.
   * @throws Error if bytes follow the end of the coded content; the error of the decoder, the source or `count`
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
      if (this.#drained && !this.#sourceEnded) await this.#feed();
      // oxlint-disable-next-line no-await-in-loop
      else await this.#nextEvent();
    }
  }

  /** Releases the decoder. A pending read fails. */
  close(): void {
    this.#failure ??= { error: new Error('the decoder was closed') };
    this.#stream?.destroy();
    this.#notify();
    this.#source.close();
  }

  /** The end of the coded content. @throws Error if it is before the end of the source */
  #atEnd(): null {
    if (!this.#sourceEnded || (this.#stream as ZlibStream).bytesWritten < this.#written)
      throw trailingBytes();
    return null;
  }

  /** Writes the next piece of the source to the decoder. */
  async #feed(): Promise<void> {
    const piece = await this.#nextPiece();
    if (this.#failure !== undefined) return;
    this.#stream ??= this.#open(piece ?? NO_BYTES);
    if (piece === null) {
      this.#sourceEnded = true;
      // The decoder of Node.js 22 does not report a frame that is cut short.
      if (this.#frames?.cutShort === true) this.#failure = { error: unexpectedEnd() };
      this.#stream.end();
      return;
    }
    this.#written += piece.length;
    this.#drained = false;
    this.#stream.write(piece, this.#onDrained);
  }

  async #nextPiece(): Promise<Uint8Array | null> {
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

  /** @param first the first bytes, which distinguish the two forms of deflate */
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

  readonly #onDrained = (error?: Error | null): void => {
    if (!error) this.#drained = true;
    this.#notify();
  };

  readonly #notify = (): void => {
    const onEvent = this.#onEvent;
    this.#onEvent = undefined;
    onEvent?.();
  };

  /** Waits for the next event of the decoder. */
  #nextEvent(): Promise<void> {
    return new Promise((resolve) => {
      this.#onEvent = resolve;
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
