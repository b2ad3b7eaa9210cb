import http2 from 'node:http2';
import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { refusedResponse } from '@sluice/core/transport';
import { streamError, type GoAway } from './http2-errors.ts';
import { headOf } from './http2-head.ts';
import { drained, giveUp, mayContinue } from './http2-stream.ts';
import type { ContinueWait } from '../wire/continue-wait.ts';
import { headless } from '../connection/response-head.ts';

/** What a stream needs of its session. */
export interface Http2Home {
  /** The server's GOAWAY, once it said so. */
  readonly goAway: GoAway | undefined;
  /** The first error of the session or its socket. */
  readonly error: unknown;
  /** Something of an answer came, or the server took something of an upload. */
  heard(): void;
  /** The exchange is over, its stream not yet in every case. */
  ended(handler: Dispatcher.DispatchHandler): void;
  /** A stream was given up with a part of the request body unsent, or closed after that. */
  unsent(change: 1 | -1): void;
  /** The connection is to take no further exchange. */
  retire(): void;
}

/** One exchange on a stream, told to a handler the way undici tells it. */
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
  /** The final head was handed over. */
  #headed = false;
  /** The body is being read from the stream. */
  #flowing = false;
  #paused = false;
  /** Bytes of header lines, those of informational answers and trailers among them. */
  #headBytes = 0;
  /** The server has declared the end of its answer. */
  #sentWhole = false;
  #done = false;
  readonly #headerBytes: number;
  /** Bytes of the connection that had been read when it began. */
  readonly readBefore: number;

  /** @param headerBytes header bytes taken of one response */
  constructor(home: Http2Home, handler: Dispatcher.DispatchHandler, headerBytes: number, readBefore: number) {
    this.readBefore = readBefore;
    this.#home = home;
    this.#headerBytes = headerBytes;
    this.#handler = handler;
  }

  get paused(): boolean {
    return this.#paused;
  }
  /** Holds the body back. Called before the head of the response, it takes effect with the body. */
  pause(): void {
    this.#paused = true;
    if (this.#flowing) this.#stream?.pause();
  }

  resume(): void {
    this.#paused = false;
    if (this.#flowing) this.#stream?.resume();
  }

  /** Ends the exchange with a reason, which the handler hears. */
  abort(reason: Error): void {
    if (this.#done) return;
    this.aborted = true;
    this.reason = reason;
    this.abandon();
    this.#handler.onResponseError?.(this, reason);
  }

  /** Ends the exchange; the handler hears nothing. */
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

  /** Sends the request. @param wait of the body, for the server's 100 */
  start(
    session: http2.ClientHttp2Session,
    headers: http2.OutgoingHttpHeaders,
    body: Uint8Array | AsyncIterable<Uint8Array> | null,
    wait: ContinueWait | undefined,
  ): void {
    this.#handler.onRequestStart?.(this, undefined);
    // The handler may have thought better of it.
    if (this.#done) return;
    if (wait !== undefined) headers['expect'] = '100-continue';
    const stream = session.request(headers, { endStream: body === null, waitForTrailers: false });
    this.#stream = stream;
    // Node.js ends a stream in the same way when it is reset without an error or its session is given up, but not
    // before it is closed.
    stream.push = (chunk: unknown, encoding?: BufferEncoding) => {
      if (chunk === null && !stream.closed) this.#sentWhole = true;
      // Nothing reads from a stream that is closed without a head, and Node.js waits until somebody does.
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
   * Reads the body. Not before the head was handed over: Node.js emits `response` a tick after the head was read, and
   * what came with the head in one read would be emitted before it.
   */
  #flow(stream: http2.ClientHttp2Stream): void {
    if (this.#flowing) return;
    this.#flowing = true;
    // What never gets a head has nothing to hold back but its end.
    if (this.#paused && this.#headed) stream.pause();
    stream.on('data', (chunk: Buffer) => this.#onData(chunk));
  }

  #onData(chunk: Buffer): void {
    this.#received += chunk.length;
    this.#home.heard();
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
          this.#home.heard();
        }
        // The source of an exchange that was given up ends early, which is no end of the body.
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
    this.#home.heard();
    if (typeof received['content-length'] === 'string') this.#length = Number(received['content-length']);
    this.#tell(() => {
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
    this.#tell(() => this.#count(raw));
  }

  /** The limit told to the server binds nobody until it has said that it knows, and is for one block of lines. */
  #count(raw: string[]): void {
    for (const text of raw) this.#headBytes += text.length;
    if (this.#headBytes <= this.#headerBytes) return;
    throw refusedResponse(`more than ${this.#headerBytes} header bytes`, false);
  }

  /** What a handler throws ends the exchange. */
  #tell(what: () => void): void {
    if (this.#done) return;
    try {
      what();
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
    // An answer may come before the upload is through: the rest of it is not wanted.
    if (!stream.writableFinished) this.#giveUp(stream);
    this.#handler.onResponseEnd?.(this, headOf(this.rawTrailers).received);
  }

  #isWhole(stream: http2.ClientHttp2Stream): boolean {
    if (!this.#headed || !this.#sentWhole || stream.rstCode !== http2.constants.NGHTTP2_NO_ERROR)
      return false;
    // HEAD, 204 and 304 announce what they do not have.
    return this.#length === undefined || this.#received === 0 || this.#received === this.#length;
  }

  /** Nothing more will come, and the response is not whole. */
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
