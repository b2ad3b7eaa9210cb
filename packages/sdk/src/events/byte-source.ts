// Reads the bytes of any kind of response through one interface.
import { BodyError, type BufferedResponse, type Clock, type HttpResponse } from '@sluice/core';
import { systemClock } from '@sluice/core/plugin';
import { attachCall } from '@sluice/core/internal';

/** A response of a client, of its `fetch`, or one whose body was already read. */
export type StreamResponse = HttpResponse | BufferedResponse | Response;

/** The bytes of a body, and its end. */
export interface ByteSource {
  /** The next bytes, or undefined at the end. Call it again only after it has settled. */
  read(): Promise<Uint8Array | undefined>;
  /** Breaks the exchange; a pending read rejects with the reason. Has no effect after the end. */
  destroy(reason: unknown): void;
  /** Ends reading: the connection is released, or destroyed if the body has not ended. */
  close(): void;
  /** Ends reading at the expected end of the body: further bytes are drained within the call's `drain` bound. */
  discard(): void;
}

/** Claims the body of a response. @throws BodyError if it was already used */
export function byteSourceOf(response: StreamResponse): ByteSource {
  if (isHttpResponse(response)) return new ResponseSource(response);
  return response instanceof Response ? new WebSource(response) : new BufferedSource(response);
}

/** Whether the body of a response is read as it arrives. */
export function isHttpResponse(response: StreamResponse): response is HttpResponse {
  return 'lifetime' in response;
}

/** The clock of the call that a response belongs to. */
export function clockOf(response: StreamResponse): Clock {
  return isHttpResponse(response) ? response.attempt.call.clock : systemClock;
}

/** Adds the request that a response belongs to, and its history, to an error. */
export function withCall<Thrown>(error: Thrown, response: StreamResponse): Thrown {
  return isHttpResponse(response) ? attachCall(error, response.attempt) : error;
}

class ResponseSource implements ByteSource {
  readonly #response: HttpResponse;
  readonly #chunks: AsyncIterator<Uint8Array>;

  constructor(response: HttpResponse) {
    this.#response = response;
    this.#chunks = response[Symbol.asyncIterator]();
  }

  async read(): Promise<Uint8Array | undefined> {
    const chunk = await this.#chunks.next();
    return chunk.done === true ? undefined : chunk.value;
  }

  destroy(reason: unknown): void {
    this.#response.lifetime.destroy(reason);
  }

  close(): void {
    if (this.#response.lifetime.settled) this.#response.discard();
    else void this.#response.drain({ bytes: 0, time: 0 });
  }

  discard(): void {
    this.#response.discard();
  }
}

class WebSource implements ByteSource {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor({ body, bodyUsed }: Response) {
    if (bodyUsed || body?.locked === true)
      throw new BodyError(
        'ERR_SLUICE_BODY_USED',
        'the body was already read, or is locked by another reader',
      );
    this.#reader = body?.getReader();
  }

  async read(): Promise<Uint8Array | undefined> {
    const chunk = await this.#reader?.read();
    if (this.#failure !== undefined) throw this.#failure.error;
    return chunk?.value;
  }

  destroy(reason: unknown): void {
    this.#failure ??= { error: reason };
    this.close();
  }

  close(): void {
    // `cancel()` rejects only if the stream has already failed, which a reader has seen.
    this.#reader?.cancel().catch(() => undefined);
  }

  discard(): void {
    this.close();
  }
}

class BufferedSource implements ByteSource {
  #bytes: Uint8Array | undefined;

  constructor(response: BufferedResponse) {
    this.#bytes = response.bytes();
  }

  read(): Promise<Uint8Array | undefined> {
    const bytes = this.#bytes;
    this.#bytes = undefined;
    return Promise.resolve(bytes);
  }

  destroy(): void {}

  close(): void {
    this.#bytes = undefined;
  }

  discard(): void {
    this.close();
  }
}
