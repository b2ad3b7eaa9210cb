import { pipeline, Readable, type Transform } from 'node:stream';
import zlib from 'node:zlib';
import { isSluiceError } from '../../errors/guards.ts';
import type { ResponseBody } from '../response-body.ts';
import type { Coding } from './codings.ts';
import { isZlib } from './decode-bytes.ts';
import { allowedBytes, decodedTooLong, notDecodable, type DecodeLimits } from './decode-limits.ts';

/** Reads a body chunk by chunk; null at its end. */
export interface ChunkReader {
  read(): Promise<Uint8Array | null>;
  /** Gives up what it holds beside the body, which its caller throws away itself. */
  close?(): void;
}

/**
 * Reads a body decoded, only as fast as its reader asks. Nothing is made before the first read, and an empty body is
 * never given to a decoder.
 */
export class DecodingReader implements ChunkReader {
  readonly #body: ResponseBody;
  readonly #codings: readonly Coding[];
  readonly #limits: DecodeLimits;
  #chunks: AsyncIterator<Uint8Array> | undefined;
  #sourceFailure: { error: unknown } | undefined;
  #decoded = 0;
  #over = false;

  constructor(body: ResponseBody, codings: readonly Coding[], limits: DecodeLimits) {
    this.#body = body;
    this.#codings = codings;
    this.#limits = limits;
  }

  /**
   * The next decoded chunk, or null.
   * @throws BodyError when the body is not valid or grows beyond its limits; whatever the body itself fails with
   */
  async read(): Promise<Uint8Array | null> {
    if (this.#chunks === undefined) {
      const first = await this.#body.read();
      if (first === null || this.#over) return null;
      this.#chunks = this.#open(first);
    }
    let next: IteratorResult<Uint8Array>;
    try {
      next = await this.#chunks.next();
    } catch (error) {
      throw this.#explain(error);
    }
    if (next.done === true) return null;
    this.#decoded += next.value.length;
    if (this.#decoded > allowedBytes(this.#limits, this.#body.received)) {
      const error = decodedTooLong(this.#limits, this.#body.received);
      this.#body.destroy(error);
      await this.#chunks.return?.();
      throw error;
    }
    return next.value;
  }

  close(): void {
    this.#over = true;
    void this.#chunks?.return?.().catch(() => undefined);
  }

  #open(first: Uint8Array): AsyncIterator<Uint8Array> {
    const decoders = this.#codings.map((coding) => decoderOf(coding, first));
    const source = Readable.from(this.#raw(first), { objectMode: false });
    const last = decoders.at(-1) as Transform;
    // What goes wrong is thrown by the iterator; the callback only keeps it from being thrown twice.
    pipeline([source, ...decoders], () => {});
    return last[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  }

  async *#raw(first: Uint8Array): AsyncIterable<Uint8Array> {
    yield first;
    while (true) {
      let chunk: Uint8Array | null;
      try {
        // oxlint-disable-next-line no-await-in-loop -- a body is read in order
        chunk = await this.#body.read();
      } catch (error) {
        this.#sourceFailure = { error };
        throw error;
      }
      if (chunk === null) return;
      yield chunk;
    }
  }

  #explain(error: unknown): unknown {
    if (this.#sourceFailure !== undefined) return this.#sourceFailure.error;
    if (isSluiceError(error)) return error;
    const failure = notDecodable(this.#codings.join(', '), this.#body.received, error);
    // The rest is of no use to anybody.
    this.#body.destroy(failure);
    return failure;
  }
}

function decoderOf(coding: Coding, first: Uint8Array): Transform {
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
