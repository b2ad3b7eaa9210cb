// The body of a Response of `client.fetch` as a byte stream.
import type { ReadableByteStreamController, UnderlyingByteSource } from 'node:stream/web';
import type { EndListener } from '../lifecycle/scope.ts';
import { ownCopy } from '../options/own-copy.ts';
import type { ChunkReader } from '../response/body/chunk-reader.ts';
import { exactBytes } from '../response/content.ts';
import type { HttpResponse } from '../response/response.ts';
import { asBodyError } from './fetch-errors.ts';

/** That of the platform, whatever takes its place later. */
const { ReadableStream } = globalThis;

/**
 * The source of a byte stream over a body. The body is claimed at the first read of the stream, so that the
 * body stays unread until then. Every chunk has a buffer of its own, since its reader may transfer it.
 */
class BodySource implements EndListener {
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
   * The attempt is over. A body that failed fails its stream: at once before the first read, as with the built-in fetch,
   * since its reader may wait for `closed` only; after that, behind the bytes that had arrived.
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
    // The body was claimed by another reader.
    if (this.#reader === undefined && response.bodyUsed) return;
    response.discard();
    this.#reader?.close?.();
  }

  /** A body that arrived before the abort can be read no longer, as in the standard. */
  #throwIfAborted(): void {
    if (this.#signal?.aborted !== true) return;
    this.#response.discard();
    throw this.#signal.reason;
  }
}

/**
 * The body of a response as a byte stream.
 * @param signal that of the call
 */
export function byteStreamOf(
  response: HttpResponse,
  signal: AbortSignal | undefined,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const source = new BodySource(response, signal);
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

/** A body that was read before, as a byte stream. */
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

/** The stream of a body that was read without one: locked, as fetch leaves it. */
export function readStream(): ReadableStream<Uint8Array<ArrayBuffer>> {
  const stream = closedStream(() => undefined);
  void stream.getReader().read();
  return stream;
}
