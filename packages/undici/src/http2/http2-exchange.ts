// One exchange on an HTTP/2 stream.
import http2 from 'node:http2';
import type { Dispatcher } from 'undici';
import type { Link } from '@sluice/core/internal';
import { refusedResponse } from '@sluice/core/transport';
import { HeldBody } from './held-body.ts';
import { streamError } from './http2-errors.ts';
import { hasLength, headOf, trailersOf } from './http2-head.ts';
import type { Http2Home } from './http2-home.ts';
import { headersOf } from './http2-request-head.ts';
import { giveUp } from '../undici-internals/stream-reset.ts';
import { openStream } from '../undici-internals/stream-request.ts';
import { continueReading, observe, type StreamObserver } from '../undici-internals/stream-events.ts';
import { sendBody, type UploadOwner } from './http2-upload.ts';
import type { ContinueWait } from '../wire/continue-wait.ts';

const { NGHTTP2_NO_ERROR, HTTP_STATUS_MISDIRECTED_REQUEST } = http2.constants;

const WITHOUT_BODY = { endStream: true, waitForTrailers: false };
const WITH_BODY = { endStream: false, waitForTrailers: false };

/**
 * One exchange on a stream. Calls its handler as undici does. One object observes the stream and controls the response, so
 * that an exchange without a request body allocates no closures.
 */
export class Http2Exchange
  extends HeldBody
  implements Dispatcher.DispatchController, StreamObserver, UploadOwner
{
  aborted = false;
  reason: Error | null = null;
  rawHeaders: string[] = [];
  rawTrailers: string[] = [];
  readonly #home: Http2Home;
  readonly handler: Dispatcher.DispatchHandler;
  /** Its place among the exchanges of the connection. */
  link: Link<Http2Exchange> | undefined;
  #stream: http2.ClientHttp2Stream | undefined;
  #cause: unknown;
  #length: number | undefined;
  #received = 0;
  /** Whether the handler has the final head. */
  #headed = false;
  /** Bytes of the header lines of informational heads, the final head and trailers. */
  #headBytes = 0;
  /** Whether the server has sent the end of its response. */
  #serverEnded = false;
  /** Whether the end of the stream was reached. */
  #ended = false;
  #done = false;
  readonly #headerBytes: number;
  /** Bytes that the connection had read when the exchange began. */
  readonly readBefore: number;

  /** @param headerBytes the limit on header bytes of one response */
  constructor(home: Http2Home, handler: Dispatcher.DispatchHandler, headerBytes: number, readBefore: number) {
    super();
    this.readBefore = readBefore;
    this.#home = home;
    this.#headerBytes = headerBytes;
    this.handler = handler;
  }

  /** Ends the exchange and fails its handler with the reason. */
  abort(reason: Error): void {
    if (this.#done) return;
    this.aborted = true;
    this.reason = reason;
    this.refuse(reason);
  }

  /** Ends the exchange and fails its handler, without an abort: the stream could not be opened. */
  refuse(error: unknown): void {
    if (this.#done) return;
    this.abandon();
    this.handler.onResponseError?.(this, error as Error);
  }

  /** Ends the exchange without a call of its handler. */
  abandon(): void {
    if (this.#done) return;
    this.#done = true;
    this.#home.ended(this);
    if (this.#stream !== undefined) this.#giveUp(this.#stream);
  }

  #giveUp(stream: http2.ClientHttp2Stream): void {
    const unsent = !stream.writableFinished && !stream.destroyed;
    if (unsent) this.#home.unsent(1);
    if (unsent) stream.once('close', () => this.#home.unsent(-1));
    giveUp(stream);
  }

  /** Sends the request. @param wait the body's wait for the server's 100 */
  start(
    session: http2.ClientHttp2Session,
    lines: string[],
    body: Uint8Array | AsyncIterable<Uint8Array> | null,
    wait: ContinueWait | undefined,
  ): void {
    this.handler.onRequestStart?.(this, undefined);
    // The handler may have aborted.
    if (this.#done) return;
    const content = body instanceof Uint8Array && body.length === 0 ? null : body;
    if (wait !== undefined && content !== null) lines.push('expect', '100-continue');
    const stream = openStream(session, headersOf(lines), content === null ? WITHOUT_BODY : WITH_BODY);
    this.#stream = stream;
    observe(stream, this);
    if (content === null) this.handler.onRequestSent?.();
    else void sendBody(stream, content, wait, this);
  }

  // --- the stream ---

  onServerEnd(): void {
    this.#serverEnded = true;
  }

  onStreamError(error: unknown): void {
    this.#cause ??= error;
  }

  /** A piece can arrive before the tick in which Node.js emits its head. */
  onChunk(chunk: Buffer): boolean {
    this.#home.progressed();
    if (!this.#done) this.take(chunk);
    return this.#done || !this.paused;
  }

  protected get deliverable(): boolean {
    return this.#headed && !this.#done;
  }

  protected deliver(chunk: Buffer): void {
    this.#received += chunk.length;
    try {
      this.handler.onResponseData?.(this, chunk);
    } catch (error) {
      this.abort(error as Error);
    }
  }

  protected proceed(): void {
    if (this.#ended) this.#end();
    else continueReading(this.#stream as http2.ClientHttp2Stream);
  }

  // --- the upload ---

  get done(): boolean {
    return this.#done;
  }

  onPiece(piece: Uint8Array): void {
    this.handler.onBodySent?.(piece as Buffer);
  }

  onPieceTaken(): void {
    this.#home.progressed();
  }

  onBodySent(): void {
    if (!this.#done) this.handler.onRequestSent?.();
  }

  // --- the response ---

  onHead(raw: string[]): void {
    if (this.#done) return;
    const { status, lines, received } = headOf(raw);
    this.rawHeaders = lines;
    this.#home.progressed();
    const length = received['content-length'];
    if (typeof length === 'string') this.#length = Number(length);
    try {
      this.#count(raw);
      if (status >= 200) this.#headed = true;
      if (status === HTTP_STATUS_MISDIRECTED_REQUEST) this.#home.retire();
      this.handler.onResponseStarted?.();
      this.handler.onResponseStart?.(this, status, received, '');
    } catch (error) {
      // An error of the handler ends the exchange.
      this.abort(error as Error);
    }
    if (this.deliverable) this.passOn();
  }

  onTrailers(raw: string[]): void {
    if (this.#done) return;
    this.rawTrailers = raw;
    try {
      this.#count(raw);
    } catch (error) {
      this.abort(error as Error);
    }
  }

  /** The limit in SETTINGS applies to one block of lines, and the server may ignore it until it has acknowledged it. */
  #count(raw: string[]): void {
    for (const text of raw) this.#headBytes += text.length;
    if (this.#headBytes <= this.#headerBytes) return;
    throw refusedResponse(`more than ${this.#headerBytes} header bytes`, false);
  }

  onStreamEnd(): void {
    this.#ended = true;
    // The end of a held body is passed on after its last piece.
    if (this.#done || (this.holds && this.#isIntact())) return;
    this.#end();
  }

  /** Called when the stream has ended and the body was passed on. */
  #end(): void {
    const stream = this.#stream as http2.ClientHttp2Stream;
    if (!this.#isIntact() || !hasLength(this.#length, this.#received)) {
      this.#fail(stream);
      return;
    }
    this.#done = true;
    this.#home.ended(this);
    // If the response is complete before the upload, the rest of the upload is not sent.
    if (!stream.writableFinished) this.#giveUp(stream);
    this.handler.onResponseEnd?.(this, trailersOf(this.rawTrailers));
  }

  /** Whether the server has sent a head and the end of its response, and has not reset the stream. */
  #isIntact(): boolean {
    return this.#headed && this.#serverEnded && this.#stream?.rstCode === NGHTTP2_NO_ERROR;
  }

  onStreamClosed(): void {
    if (this.#done || (this.#ended && this.holds && this.#isIntact())) return;
    this.#fail(this.#stream as http2.ClientHttp2Stream);
  }

  /** Called when the stream is closed, or ends before its response is complete. */
  #fail(stream: http2.ClientHttp2Stream): void {
    // The pieces held by a paused body arrived before the failure.
    this.deliverHeld(true);
    if (this.#done) return;
    this.#done = true;
    this.#home.ended(this);
    const cause = this.#cause ?? this.#home.error;
    const error = streamError(stream.id, stream.rstCode, this.#home.goAway, cause, this.#headed);
    this.#giveUp(stream);
    this.handler.onResponseError?.(this, error);
  }
}
