// The bytes of a response body as a stream reads them, whatever the kind of the response.
import { BodyError, type BufferedResponse, type Clock, type HttpResponse } from '@sluice/core';
import { systemClock } from '@sluice/core/plugin';
import { attachCall } from '@sluice/core/internal';

/** A response of a client, of its `fetch`, or one that was read already. */
export type StreamResponse = HttpResponse | BufferedResponse | Response;

/** The bytes of a body, and its end. */
export interface ByteSource {
  /** The next bytes, or undefined at the end. Not called again before it has settled. */
  read(): Promise<Uint8Array | undefined>;
  /** Breaks the exchange; a pending read rejects with the reason. Has no effect after the end. */
  destroy(reason: unknown): void;
  /** Ends reading: the connection is released, or destroyed if the body has not ended. */
  close(): void;
  /** Ends reading where the body is expected to end: what still arrives is drained within the call's `drain` bound. */
  discard(): void;
}

/** Claims the body of a response. @throws BodyError if it was already used */
export function byteSourceOf(response: StreamResponse): ByteSource {
  if (isHttpResponse(response)) return new ResponseSource(response);
  return response instanceof Response ? new WebSource(response) : new BufferedSource(response);
}

/** Whether it is a response whose body is read as it arrives. */
export function isHttpResponse(response: StreamResponse): response is HttpResponse {
  return 'lifetime' in response;
}

/** The clock of the call of a response. */
export function clockOf(response: StreamResponse): Clock {
  return isHttpResponse(response) ? response.attempt.call.clock : systemClock;
}

/** Adds the request of a response to an error. */
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
      throw new BodyError('ERR_SLUICE_BODY_USED', 'the body was already read, or taken as a stream');
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
    // Rejects only with the failure of a stream that has failed already.
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
