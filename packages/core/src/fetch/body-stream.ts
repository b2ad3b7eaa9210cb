// The body of a Response of `client.fetch` as a byte stream.
import type { ReadableByteStreamController, UnderlyingByteSource } from 'node:stream/web';
import type { EndListener } from '../lifecycle/scope.ts';
import { ownCopy } from '../options/own-copy.ts';
import type { ChunkReader } from '../response/body/chunk-reader.ts';
import { exactBytes } from '../response/content.ts';
import type { HttpResponse } from '../response/response.ts';
import { asBodyError } from './fetch-errors.ts';

/** The class of the platform; later replacements are not used. */
const { ReadableStream } = globalThis;

/**
 * The source of a byte stream over a body. The body is claimed at the first read of the stream and stays unread until then.
 * Every chunk has its own buffer, since its reader may transfer the buffer.
 */
class ByteStreamSource implements EndListener {
  readonly #response: HttpResponse;
  readonly #signal: AbortSignal | undefined;
  #reader: ChunkReader | undefined;
  #controller: ReadableByteStreamController | undefined;

  constructor(response: HttpResponse, signal: AbortSignal | undefined) {
    this.#response = response;
    this.#signal = signal;
  }

  start(controller: ReadableByteStreamController): void {
    this.#controller = controller;
    this.#response.attempt.addEndListener(this);
  }

  /**
   * The attempt is over. A body that failed fails its stream. Before the first read, it does so at once, as in Node's fetch,
   * since a reader may wait only for `closed`; after that, the bytes that had arrived come first.
   */
  onEnd(): void {
    const { lifetime, attempt } = this.#response;
    const { error } = attempt.record;
    if (error === undefined || lifetime.complete) return;
    if (this.#reader !== undefined && lifetime.hasUnread) return;
    this.#controller?.error(asBodyError(error, this.#signal));
  }

  async pull(controller: ReadableByteStreamController): Promise<void> {
    try {
      this.#throwIfAborted();
      this.#reader ??= this.#response.claim();
      const chunk = await this.#reader.read();
      if (chunk !== null) {
        this.#throwIfAborted();
        controller.enqueue(exactBytes(chunk));
        return;
      }
    } catch (error) {
      throw asBodyError(error, this.#signal);
    }
    this.#response.attempt.removeEndListener(this);
    controller.close();
    // A BYOB reader gets its buffer back.
    controller.byobRequest?.respond(0);
  }

  cancel(): void {
    const response = this.#response;
    response.attempt.removeEndListener(this);
    // Another reader has claimed the body.
    if (this.#reader === undefined && response.bodyUsed) return;
    response.discard();
    this.#reader?.close?.();
  }

  /** After an abort, not even a body that had arrived can be read, as in the standard. */
  #throwIfAborted(): void {
    if (this.#signal?.aborted !== true) return;
    this.#response.discard();
    throw this.#signal.reason;
  }
}

/**
 * The body of a response as a byte stream.
 * @param signal the signal of the call
 */
export function byteStreamOf(
  response: HttpResponse,
  signal: AbortSignal | undefined,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const source = new ByteStreamSource(response, signal);
  // Own members only: a polluted prototype must not become a part of the source.
  const members = ownCopy<UnderlyingByteSource>({
    type: 'bytes',
    start: (controller) => source.start(controller),
    pull: (controller) => source.pull(controller),
    cancel: () => source.cancel(),
  });
  const stream = new ReadableStream(members, ownCopy({ highWaterMark: 0 })) as ReadableStream<
    Uint8Array<ArrayBuffer>
  >;
  response.attempt.reachableThrough(stream, true);
  return stream;
}

/** Creates a byte stream of bytes that were already read. */
export function streamOfBytes(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return closedStream((controller) => {
    if (bytes.length > 0) controller.enqueue(bytes);
  });
}

function closedStream(
  fill: (controller: ReadableByteStreamController) => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const members = ownCopy<UnderlyingByteSource>({
    type: 'bytes',
    start(controller) {
      fill(controller);
      controller.close();
    },
  });
  return new ReadableStream(members) as ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** Creates the stream of a body that was read without a stream: locked, as after a read in Node's fetch. */
export function readStream(): ReadableStream<Uint8Array<ArrayBuffer>> {
  const stream = closedStream(() => undefined);
  void stream.getReader().read();
  return stream;
}
