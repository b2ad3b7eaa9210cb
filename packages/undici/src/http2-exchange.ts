import http2 from 'node:http2';
import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { refusedResponse, type ReceivedHeaders } from '@sluice/core';
import type { GoAway } from './http2-errors.ts';
import { streamError } from './http2-errors.ts';

/** What a stream needs of its session. */
export interface Http2Home {
  /** The server's GOAWAY, once it said so. */
  readonly goAway: GoAway | undefined;
  /** The first error of the session or its socket. */
  readonly error: unknown;
  /** Something of an answer came, or the server took something of an upload. */
  heard(): void;
  /** The stream has ended. */
  ended(handler: Dispatcher.DispatchHandler): void;
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
  #headed = false;
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
    return this.#stream?.isPaused() ?? false;
  }

  pause(): void {
    this.#stream?.pause();
  }

  resume(): void {
    this.#stream?.resume();
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
    this.#stream?.close(http2.constants.NGHTTP2_CANCEL);
  }

  /** Sends the request. */
  start(
    session: http2.ClientHttp2Session,
    headers: http2.OutgoingHttpHeaders,
    body: Uint8Array | AsyncIterable<Uint8Array> | null,
  ): void {
    this.#handler.onRequestStart?.(this, undefined);
    // The handler may have thought better of it.
    if (this.#done) return;
    const stream = session.request(headers, { endStream: body === null });
    this.#stream = stream;
    // Node.js ends a stream in the same way when it is reset without an error or its session is given up, but not
    // before it is closed.
    stream.push = (chunk: unknown, encoding?: BufferEncoding) => {
      if (chunk === null && !stream.closed) this.#sentWhole = true;
      return Readable.prototype.push.call(stream, chunk, encoding);
    };
    stream.on('error', (error: unknown) => (this.#cause ??= error));
    stream.on('headers', (_head, _flags, raw: string[]) => this.#onHead(raw));
    stream.on('continue', () => this.#onHead([':status', '100']));
    stream.on('response', (_head, _flags, raw: string[]) => this.#onHead(raw));
    stream.on('data', (chunk: Buffer) => {
      this.#received += chunk.length;
      this.#home.heard();
      this.#tell(() => this.#handler.onResponseData?.(this, chunk));
    });
    stream.on('trailers', (_head, _flags, raw: string[]) => this.#onTrailers(raw));
    stream.on('end', () => this.#onEnd());
    stream.on('close', () => this.#onClose());
    if (body === null) this.#handler.onRequestSent?.();
    else void this.#send(stream, body);
  }

  async #send(stream: http2.ClientHttp2Stream, body: Uint8Array | AsyncIterable<Uint8Array>): Promise<void> {
    try {
      if (body instanceof Uint8Array) {
        stream.end(body);
      } else {
        for await (const chunk of body) {
          if (stream.destroyed || stream.closed) return;
          if (!stream.write(chunk)) await drained(stream);
          this.#home.heard();
        }
        stream.end();
      }
      if (!this.#done) this.#handler.onRequestSent?.();
    } catch (error) {
      this.abort(error as Error);
    }
  }

  #onHead(raw: string[]): void {
    const received: ReceivedHeaders = Object.create(null) as ReceivedHeaders;
    let status = 0;
    const lines: string[] = [];
    for (let index = 0; index < raw.length; index += 2) {
      const name = raw[index] as string;
      const value = raw[index + 1] as string;
      if (name === ':status') status = Number(value);
      if (name.startsWith(':')) continue;
      lines.push(name, value);
      const known = received[name];
      if (known === undefined) received[name] = value;
      else if (typeof known === 'string') received[name] = [known, value];
      else known.push(value);
    }
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

  #onEnd(): void {
    const stream = this.#stream as http2.ClientHttp2Stream;
    if (this.#done || !this.#isWhole(stream)) return;
    this.#done = true;
    this.#home.ended(this.#handler);
    // An answer may come before the upload is through: the rest of it is not wanted. Only an error code closes the
    // stream at once; with none it would wait for a window that may never open.
    if (!stream.writableFinished) stream.close(http2.constants.NGHTTP2_CANCEL);
    const trailers: ReceivedHeaders = Object.create(null) as ReceivedHeaders;
    for (let index = 0; index < this.rawTrailers.length; index += 2) {
      trailers[this.rawTrailers[index] as string] = this.rawTrailers[index + 1];
    }
    this.#handler.onResponseEnd?.(this, trailers);
  }

  #isWhole(stream: http2.ClientHttp2Stream): boolean {
    if (!this.#headed || !this.#sentWhole || stream.rstCode !== http2.constants.NGHTTP2_NO_ERROR)
      return false;
    // HEAD, 204 and 304 announce what they do not have.
    return this.#length === undefined || this.#received === 0 || this.#received === this.#length;
  }

  #onClose(): void {
    if (this.#done) return;
    const stream = this.#stream as http2.ClientHttp2Stream;
    this.#done = true;
    this.#home.ended(this.#handler);
    const cause = this.#cause ?? this.#home.error;
    const error = streamError(stream.id ?? Infinity, stream.rstCode, this.#home.goAway, cause);
    this.#handler.onResponseError?.(this, error);
  }
}

function drained(stream: http2.ClientHttp2Stream): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      stream.off('drain', go);
      stream.off('close', go);
      resolve();
    };
    stream.on('drain', go);
    stream.on('close', go);
  });
}
