// Reads a body decoded, chunk by chunk.
import type { ChunkReader } from '../body/chunk-reader.ts';
import type { ResponseBody } from '../body/response-body.ts';
import type { BodyDecoder } from './body-decoder.ts';

/**
 * Reads what a decoder makes, only as fast as it is read itself. Once the wire is done, one slice is decoded ahead: a body
 * whose last slice was read has ended, and holds nothing, even if its reader never asks for the end.
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
      // Thrown by the read that wants it.
      this.#ahead.catch(() => undefined);
    }
    return slice;
  }

  close(): void {
    this.#decoder.close();
  }
}
