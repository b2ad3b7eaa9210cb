// Decoded reading of a body, chunk by chunk.
import type { ChunkReader } from '../body/chunk-reader.ts';
import type { ResponseBody } from '../body/response-body.ts';
import type { BodyDecoder } from './body-decoder.ts';

/**
 * Reads the slices of a decoder on demand. After the body has arrived, one slice is decoded ahead, so that a body whose
 * last slice was read releases everything, even if its reader never reads the end.
 */
export class DecodingReader implements ChunkReader {
  readonly #body: ResponseBody;
  readonly #decoder: BodyDecoder;
  #ahead: Promise<Uint8Array | null> | undefined;

  constructor(body: ResponseBody, decoder: BodyDecoder) {
    this.#body = body;
    this.#decoder = decoder;
  }

  /** @throws as {@link BodyDecoder.next} */
  async read(): Promise<Uint8Array | null> {
    const reading = this.#ahead ?? this.#decoder.next();
    this.#ahead = undefined;
    const slice = await reading;
    if (slice === null) return null;
    this.#decoder.throwIfAbandoned();
    if (this.#body.complete) {
      this.#ahead = this.#decoder.next();
      // The next read throws the error.
      this.#ahead.catch(() => undefined);
    }
    return slice;
  }

  /** Releases the decoder. */
  close(): void {
    this.#decoder.close();
  }
}
