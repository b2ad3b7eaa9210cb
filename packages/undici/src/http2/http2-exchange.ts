// An exchange on an HTTP/2 stream.
import http2 from 'node:http2';
import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { refusedResponse } from '@sluice/core/transport';
import { streamError, type GoAway } from './http2-errors.ts';
import { headOf } from './http2-head.ts';
import { drained, giveUp, mayContinue } from './http2-stream.ts';
import type { ContinueWait } from '../wire/continue-wait.ts';
import { headless } from '../connection/response-head.ts';

/** The connection of an exchange, as the exchange knows it. */
export interface Http2Home {
  /** The server's GOAWAY, once it was received. */
  readonly goAway: GoAway | undefined;
  /** The first error of the session or its socket. */
  readonly error: unknown;
  /** Bytes of a response arrived, or the server read bytes of an upload. */
  progressed(): void;
  /** The exchange is over; its stream may still be open. */
  ended(handler: Dispatcher.DispatchHandler): void;
  /** A stream was aborted with a part of the request body unsent (1), or closed after that (-1). */
  unsent(change: 1 | -1): void;
  /** The connection must accept no further exchange. */
  retire(): void;
}

/** One exchange on a stream, reported to a handler as undici does. */
export class Http2Exchange implements Dispatcher.DispatchController {
  aborted = false;
  reason: Error | null = null;
  rawHeaders: string[] = [];
  rawTrailers: string[] = [];
  readonly #home: Http2Home;
  readonly #handler: Dispatcher.DispatchHandler;
  #stream: http2.ClientHttp2Stream | undefined;
  #cause: unknown;
  #length: number | undefined;
  #received = 0;
  /** Whether the final head was passed on. */
  #headed = false;
  /** Whether the body is being read from the stream. */
  #flowing = false;
  #paused = false;
  /** Header bytes, including those of informational responses and trailers. */
  #headBytes = 0;
  /** Whether the server has ended the response with END_STREAM. */
  #sentWhole = false;
  #done = false;
  readonly #headerBytes: number;
  /** The bytes that the connection had read at the start of the exchange. */
  readonly readBefore: number;

  /** @param headerBytes the most header bytes of one response */
  constructor(home: Http2Home, handler: Dispatcher.DispatchHandler, headerBytes: number, readBefore: number) {
    this.readBefore = readBefore;
    this.#home = home;
    this.#headerBytes = headerBytes;
    this.#handler = handler;
  }

  get paused(): boolean {
    return this.#paused;
  }
  /** Pauses the body. Before the head of the response, it takes effect with the body. */
  pause(): void {
    this.#paused = true;
    if (this.#flowing) this.#stream?.pause();
  }

  resume(): void {
    this.#paused = false;
    if (this.#flowing) this.#stream?.resume();
  }

  /** Ends the exchange with a reason, of which the handler is notified. */
  abort(reason: Error): void {
    if (this.#done) return;
    this.aborted = true;
    this.reason = reason;
    this.abandon();
    this.#handler.onResponseError?.(this, reason);
  }

  /** Ends the exchange without notifying the handler. */
  abandon(): void {
    if (this.#done) return;
    this.#done = true;
    this.#home.ended(this.#handler);
    if (this.#stream !== undefined) this.#giveUp(this.#stream);
  }

  #giveUp(stream: http2.ClientHttp2Stream): void {
    if (!stream.writableFinished && !stream.destroyed) {
      this.#home.unsent(1);
      stream.once('close', () => this.#home.unsent(-1));
    }
    giveUp(stream);
  }

  /** Sends the request. @param wait how the body waits for the server's 100 */
  start(
    session: http2.ClientHttp2Session,
    headers: http2.OutgoingHttpHeaders,
    body: Uint8Array | AsyncIterable<Uint8Array> | null,
    wait: ContinueWait | undefined,
  ): void {
    this.#handler.onRequestStart?.(this, undefined);
    // The handler may have aborted the exchange.
    if (this.#done) return;
    if (wait !== undefined) headers['expect'] = '100-continue';
    const stream = session.request(headers, { endStream: body === null, waitForTrailers: false });
    this.#stream = stream;
    // Node.js ends a stream that was reset without an error, or whose session was destroyed, in the same way, but after its
    // 'close' state is set.
    stream.push = (chunk: unknown, encoding?: BufferEncoding) => {
      if (chunk === null && !stream.closed) this.#sentWhole = true;
      // A stream that is closed without a head has no reader, and Node.js would wait for one.
      else if (chunk === null && !this.#sentWhole) process.nextTick(() => this.#flow(stream));
      return Readable.prototype.push.call(stream, chunk, encoding);
    };
    stream.on('error', (error: unknown) => (this.#cause ??= error));
    stream.on('headers', (_head, _flags, raw: string[]) => this.#onHead(stream, raw));
    stream.on('response', (_head, _flags, raw: string[]) => this.#onHead(stream, raw));
    stream.on('trailers', (_head, _flags, raw: string[]) => this.#onTrailers(raw));
    stream.on('end', () => this.#onEnd(stream));
    stream.on('close', () => this.#onClose(stream));
    if (body === null) this.#handler.onRequestSent?.();
    else void this.#send(stream, body, wait);
  }

  /**
   * Reads the body. Not before the head was passed on: Node.js emits `response` a tick after the head was read, and bytes that
   * arrived with the head would be emitted before it.
   */
  #flow(stream: http2.ClientHttp2Stream): void {
    if (this.#flowing) return;
    this.#flowing = true;
    // Without a head, only the end can follow, which must not be held back.
    if (this.#paused && this.#headed) stream.pause();
    stream.on('data', (chunk: Buffer) => this.#onData(chunk));
  }

  #onData(chunk: Buffer): void {
    this.#received += chunk.length;
    this.#home.progressed();
    if (this.#done) return;
    try {
      if (!this.#headed) throw headless();
      this.#handler.onResponseData?.(this, chunk);
    } catch (error) {
      this.abort(error as Error);
    }
  }

  async #send(
    stream: http2.ClientHttp2Stream,
    body: Uint8Array | AsyncIterable<Uint8Array>,
    wait: ContinueWait | undefined,
  ): Promise<void> {
    try {
      if (wait !== undefined && !(await mayContinue(stream, wait))) return;
      if (body instanceof Uint8Array) {
        stream.end(body);
        this.#handler.onBodySent?.(body as Buffer);
      } else {
        for await (const chunk of body) {
          if (this.#done || stream.destroyed || stream.closed) return;
          const room = stream.write(chunk);
          this.#handler.onBodySent?.(chunk as Buffer);
          if (!room) await drained(stream);
          this.#home.progressed();
        }
        // The source of an aborted exchange ends early, which must not end the body.
        if (this.#done) return;
        stream.end();
      }
      if (!this.#done) this.#handler.onRequestSent?.();
    } catch (error) {
      this.abort(error as Error);
    }
  }

  #onHead(stream: http2.ClientHttp2Stream, raw: string[]): void {
    const { status, lines, received } = headOf(raw);
    this.rawHeaders = lines;
    this.#home.progressed();
    if (typeof received['content-length'] === 'string') this.#length = Number(received['content-length']);
    this.#notify(() => {
      this.#count(raw);
      if (status >= 200) this.#headed = true;
      if (status === http2.constants.HTTP_STATUS_MISDIRECTED_REQUEST) this.#home.retire();
      this.#handler.onResponseStarted?.();
      this.#handler.onResponseStart?.(this, status, received, '');
    });
    if (this.#headed && !this.#done) this.#flow(stream);
  }

  #onTrailers(raw: string[]): void {
    this.rawTrailers = raw;
    this.#notify(() => this.#count(raw));
  }

  /** Counts header bytes. The limit in SETTINGS applies only once the server has acknowledged it, and per header block. */
  #count(raw: string[]): void {
    for (const text of raw) this.#headBytes += text.length;
    if (this.#headBytes <= this.#headerBytes) return;
    throw refusedResponse(`more than ${this.#headerBytes} header bytes`, false);
  }

  /** Calls the handler. An error that it throws ends the exchange. */
  #notify(call: () => void): void {
    if (this.#done) return;
    try {
      call();
    } catch (error) {
      this.abort(error as Error);
    }
  }

  #onEnd(stream: http2.ClientHttp2Stream): void {
    if (this.#done) return;
    if (!this.#isWhole(stream)) {
      this.#onClose(stream);
      return;
    }
    this.#done = true;
    this.#home.ended(this.#handler);
    // The response can end before the upload; the server does not need the rest.
    if (!stream.writableFinished) this.#giveUp(stream);
    this.#handler.onResponseEnd?.(this, headOf(this.rawTrailers).received);
  }

  #isWhole(stream: http2.ClientHttp2Stream): boolean {
    if (!this.#headed || !this.#sentWhole || stream.rstCode !== http2.constants.NGHTTP2_NO_ERROR)
      return false;
    // Responses to HEAD, 204 and 304 declare a length without having a body.
    return this.#length === undefined || this.#received === 0 || this.#received === this.#length;
  }

  /** The stream ended before the response was complete. */
  #onClose(stream: http2.ClientHttp2Stream): void {
    if (this.#done) return;
    this.#done = true;
    this.#home.ended(this.#handler);
    const cause = this.#cause ?? this.#home.error;
    const error = streamError(stream.id, stream.rstCode, this.#home.goAway, cause);
    this.#giveUp(stream);
    this.#handler.onResponseError?.(this, error);
  }
}
