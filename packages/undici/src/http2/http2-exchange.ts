// One exchange on an HTTP/2 stream.
import http2 from 'node:http2';
import type { Dispatcher } from 'undici';
import { refusedResponse } from '@sluice/core/transport';
import { streamError } from './http2-errors.ts';
import { headOf } from './http2-head.ts';
import type { Http2Home } from './http2-home.ts';
import { giveUp } from '../undici-internals/stream-reset.ts';
import { watchEnd, type StreamEndListener } from '../undici-internals/stream-end.ts';
import { drained, isWhole, mayContinue } from './http2-stream.ts';
import type { ContinueWait } from '../wire/continue-wait.ts';
import { headless } from '../connection/response-head.ts';

const { HTTP_STATUS_MISDIRECTED_REQUEST } = http2.constants;

/** One exchange on a stream. Calls its handler as undici does. */
export class Http2Exchange implements Dispatcher.DispatchController, StreamEndListener {
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
  /** The handler has the final head. */
  #headed = false;
  /** The body is being read from the stream. */
  #flowing = false;
  #paused = false;
  /** Bytes of all header lines: of informational heads, the final head and trailers. */
  #headBytes = 0;
  /** The server has sent the end of its response. */
  #sentWhole = false;
  #done = false;
  readonly #headerBytes: number;
  /** Bytes that the connection had read when the exchange began. */
  readonly readBefore: number;

  /** @param headerBytes header bytes of one response at most */
  constructor(home: Http2Home, handler: Dispatcher.DispatchHandler, headerBytes: number, readBefore: number) {
    this.readBefore = readBefore;
    this.#home = home;
    this.#headerBytes = headerBytes;
    this.#handler = handler;
  }

  get paused(): boolean {
    return this.#paused;
  }
  /** Pauses the body; before the head of the response, once the body begins. */
  pause(): void {
    this.#paused = true;
    if (this.#flowing) this.#stream?.pause();
  }

  resume(): void {
    this.#paused = false;
    if (this.#flowing) this.#stream?.resume();
  }

  /** Ends the exchange and fails its handler with the reason. */
  abort(reason: Error): void {
    if (this.#done) return;
    this.aborted = true;
    this.reason = reason;
    this.refuse(reason);
  }

  /** Ends the exchange and fails its handler, which did not ask for it: the stream could not be opened. */
  refuse(error: unknown): void {
    if (this.#done) return;
    this.abandon();
    this.#handler.onResponseError?.(this, error as Error);
  }

  /** Ends the exchange without a call of its handler. */
  abandon(): void {
    if (this.#done) return;
    this.#done = true;
    this.#home.ended(this.#handler);
    if (this.#stream !== undefined) this.#giveUp(this.#stream);
  }

  #giveUp(stream: http2.ClientHttp2Stream): void {
    const unsent = !stream.writableFinished && !stream.destroyed;
    if (unsent) this.#home.unsent(1);
    if (unsent) stream.once('close', () => this.#home.unsent(-1));
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
    // The handler may have aborted.
    if (this.#done) return;
    const content = body instanceof Uint8Array && body.length === 0 ? null : body;
    if (wait !== undefined && content !== null) headers['expect'] = '100-continue';
    const stream = session.request(headers, { endStream: content === null, waitForTrailers: false });
    this.#stream = stream;
    watchEnd(stream, this);
    stream.on('error', (error: unknown) => (this.#cause ??= error));
    stream.on('headers', (_head, _flags, raw: string[]) => this.#onHead(stream, raw));
    stream.on('response', (_head, _flags, raw: string[]) => this.#onHead(stream, raw));
    stream.on('trailers', (_head, _flags, raw: string[]) => this.#onTrailers(raw));
    stream.on('end', () => this.#onEnd(stream));
    stream.on('close', () => this.#onClose(stream));
    if (content === null) this.#handler.onRequestSent?.();
    else void this.#send(stream, content, wait);
  }

  onSentWhole(): void {
    this.#sentWhole = true;
  }

  onCutShort(stream: http2.ClientHttp2Stream): void {
    this.#flow(stream);
  }

  /**
   * Reads the body, once the handler has the head: Node.js emits `response` a tick after it read the head, and would emit
   * a piece of the body from the same read before it.
   */
  #flow(stream: http2.ClientHttp2Stream): void {
    if (this.#flowing) return;
    this.#flowing = true;
    // Without a head only the end of the stream is left to read.
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
        // The source of an exchange that was given up ends early: that is not the end of the body.
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
      if (status === HTTP_STATUS_MISDIRECTED_REQUEST) this.#home.retire();
      this.#handler.onResponseStarted?.();
      this.#handler.onResponseStart?.(this, status, received, '');
    });
    if (this.#headed && !this.#done) this.#flow(stream);
  }

  #onTrailers(raw: string[]): void {
    this.rawTrailers = raw;
    this.#tell(() => this.#count(raw));
  }

  /** The server may ignore the limit in SETTINGS until it has acknowledged it, and that limit is for one block of lines. */
  #count(raw: string[]): void {
    for (const text of raw) this.#headBytes += text.length;
    if (this.#headBytes <= this.#headerBytes) return;
    throw refusedResponse(`more than ${this.#headerBytes} header bytes`, false);
  }

  /** An error of the handler ends the exchange. */
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
    const ended = this.#headed && this.#sentWhole;
    if (!ended || !isWhole(stream, this.#length, this.#received)) {
      this.#onClose(stream);
      return;
    }
    this.#done = true;
    this.#home.ended(this.#handler);
    // A response may be complete before the upload: the rest of the upload is not sent.
    if (!stream.writableFinished) this.#giveUp(stream);
    this.#handler.onResponseEnd?.(this, headOf(this.rawTrailers).received);
  }

  /** The stream is closed before its response was complete. */
  #onClose(stream: http2.ClientHttp2Stream): void {
    this.#takeRest(stream);
    if (this.#done) return;
    this.#done = true;
    this.#home.ended(this.#handler);
    const cause = this.#cause ?? this.#home.error;
    const error = streamError(stream.id, stream.rstCode, this.#home.goAway, cause, this.#headed);
    this.#giveUp(stream);
    this.#handler.onResponseError?.(this, error);
  }

  /** Passes on what waits in a stream that was closed while it was paused. */
  #takeRest(stream: http2.ClientHttp2Stream): void {
    let chunk: unknown = this.#headed ? stream.read() : null;
    for (; chunk !== null && !this.#done; chunk = stream.read()) this.#onData(chunk as Buffer);
  }
}
