import type { Dispatcher } from 'undici';
import {
  Alarm,
  alarmsOf,
  checkHead,
  declaredLength,
  endsWithConnection,
  HttpHeaders,
  HttpResponse,
  MAX_INFORMATIONAL,
  refusedResponse,
  ResponseBody,
  TimeoutError,
  tooManyInformational,
  uploadOf,
  type AbortListener,
  type Alarms,
  type BodySource,
  type Clock,
  type HttpRequest,
  type ReceivedHeaders,
  type Upload,
} from '@sluice/core';
import { idleLimitOf, type Lease, type Waiter } from '@sluice/pool';
import type { Destination } from './destination.ts';
import { DispatchOptions } from './dispatch-options.ts';
import { looked } from './look.ts';
import { isOverframed } from './overframed.ts';
import { Head } from './response-head.ts';
import { mayResend } from './replay.ts';
import { UPLOAD_PIECE } from './upload-piece.ts';
import { closedWhileIdle, exchangeError, type WireState } from './wire-errors.ts';
import type { WireConnection } from './wire-connection.ts';
import type { WireLimits } from './wire-timeouts.ts';

/** What is said of an upload the server stopped to take; its limit is that of the response's headers. */
const STALLED_UPLOAD = 'timeout.responseHeader: the server took no more of the request body';

const SOON = Promise.resolve();

/** Exchanges whose response has ended and that are not told yet. */
const ended: Exchange[] = [];

/** The parser may still find bytes after the body, which end the connection. It is through when this settles. */
function completeSoon(exchange: Exchange): void {
  ended.push(exchange);
  void SOON.then(completeOne);
}

function completeOne(): void {
  ended.pop()?.flush();
}

/**
 * One attempt on the wire: takes a connection, sends the request, hands over the response, and gives the connection
 * back at the body's end. It is undici's handler, the body's source and the attempt's abort listener in one object,
 * so that a call makes no closures here.
 */
export class Exchange extends Alarm implements Dispatcher.DispatchHandler, BodySource, AbortListener {
  readonly #request: HttpRequest;
  readonly #destination: Destination;
  readonly #limits: WireLimits;
  readonly #keepAlive: boolean;
  readonly #maxHeaders: number;
  readonly #clock: Clock;
  readonly #resolve: (response: HttpResponse) => void;
  readonly #reject: (error: unknown) => void;
  #waiter: Waiter<WireConnection> | undefined;
  #lease: Lease<WireConnection> | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #body: ResponseBody | undefined;
  readonly #alarms: Alarms;
  /** What the alarm guards while it runs. */
  #phase: 'queue' | 'responseHeader' | 'upload' = 'queue';
  #startedAt: number;
  #bodySent = 0;
  #readBefore = 0;
  #chunked = false;
  #upload: Upload | undefined;
  /** Nothing was dispatched on the connection held, so it is as good as before. */
  #untouched = true;
  #sending = false;
  #responseStarted = false;
  #informational = 0;
  #done = false;
  /** The end of the response was seen, and is not told yet. */
  #ended = false;

  constructor(
    request: HttpRequest,
    destination: Destination,
    limits: WireLimits,
    keepAlive: boolean,
    maxHeaders: number,
    resolve: (response: HttpResponse) => void,
    reject: (error: unknown) => void,
  ) {
    super();
    this.#request = request;
    this.#destination = destination;
    this.#limits = limits;
    this.#keepAlive = keepAlive;
    this.#maxHeaders = maxHeaders;
    this.#clock = request.call.clock;
    this.#alarms = alarmsOf(this.#clock, true);
    this.#resolve = resolve;
    this.#reject = reject;
    this.#startedAt = this.#clock.now();
  }

  /** Begins: on a free connection at once, else in line for one. */
  start(): void {
    // Told at once of an abort that came before, while a layer above was at work.
    this.#request.attempt.addAbortListener(this);
    if (!this.#done) this.#acquire();
  }

  #acquire(): void {
    const lease = this.#destination.take();
    if (lease !== undefined) {
      this.#send(lease, this.#startedAt);
      return;
    }
    const waiter = this.#destination.acquire(this.#limits, this.#clock);
    this.#waiter = waiter;
    this.#arm('queue', this.#limits.queue);
    waiter.promise.then(
      (got) => {
        this.#waiter = undefined;
        if (this.#done) got.release(true);
        else this.#send(got, this.#clock.now());
      },
      (error: unknown) => {
        this.#waiter = undefined;
        this.#fail(error);
      },
    );
  }

  #send(lease: Lease<WireConnection>, now: number): void {
    if (this.#done) {
      lease.release(true);
      return;
    }
    this.stop();
    this.#lease = lease;
    if (lease.reused) void looked(now - lease.connection.idleSince).then(() => this.#sendIfAlive());
    else this.#dispatch(lease, now);
  }

  /** What the peer had sent is known now. */
  #sendIfAlive(): void {
    const lease = this.#lease;
    if (lease === undefined) return;
    if (!lease.connection.closed) {
      this.#dispatch(lease, this.#clock.now());
      return;
    }
    this.#lease = undefined;
    lease.release(false);
    this.#startedAt = this.#clock.now();
    this.#acquire();
  }

  #dispatch(lease: Lease<WireConnection>, now: number): void {
    const { connection, reused } = lease;
    const { record } = this.#request.attempt;
    record.connection = connection.info(reused);
    record.timings.queue = (record.timings.queue ?? 0) + now - this.#startedAt;
    if (!reused) {
      record.timings.connect = connection.connectTime;
      if (connection.dnsTime !== undefined) record.timings.dns = connection.dnsTime;
      if (connection.tlsTime !== undefined) record.timings.tls = connection.tlsTime;
    }
    this.#startedAt = now;
    this.#untouched = false;
    try {
      const options = this.#describe();
      if (this.#destination.expects) connection.awaitContinue(this.#limits.expectContinue);
      connection.dispatch(options, this);
    } catch (error) {
      // Refused by undici's own checks, or the body could not be produced: nothing was written.
      this.#untouched = true;
      this.#fail(error);
    }
  }

  #describe(): DispatchOptions {
    const { method, path, headers, body } = this.#request;
    const raw = headers.raw() as string[];
    const options = new DispatchOptions(method, path, raw, !this.#keepAlive);
    if (body !== undefined) {
      const content = body.open();
      const upload = uploadOf(content, this.#clock, UPLOAD_PIECE);
      this.#upload = upload;
      options.body = (upload ?? content) as Uint8Array;
      if (body.length !== undefined && upload !== undefined) {
        options.headers = [...raw, 'content-length', String(body.length)];
      }
    }
    if (this.#destination.proxied) this.#destination.address(options, this.#request);
    return options;
  }

  // --- undici's handler ---

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    this.#sending = true;
    if (this.#upload !== undefined) this.#watchUpload(this.#limits.responseHeader);
  }

  onBodySent(chunk: Uint8Array): void {
    this.#bodySent += chunk.length;
  }

  onRequestSent(): void {
    this.#upload = undefined;
    const { body, attempt } = this.#request;
    // Without a body it was written when it was begun.
    let sentAt = this.#startedAt;
    if (body !== undefined) {
      sentAt = this.#clock.now();
      attempt.record.timings.send = sentAt - this.#startedAt;
    }
    if (this.#body === undefined && !this.#done)
      this.#arm('responseHeader', this.#limits.responseHeader, sentAt);
  }

  onResponseStarted(): void {
    this.#responseStarted = true;
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    received: ReceivedHeaders,
    statusText = '',
  ): void {
    this.#controller = controller;
    if (this.#done) return;
    if (status < 200) {
      if (++this.#informational > MAX_INFORMATIONAL) throw tooManyInformational();
      return;
    }
    const lease = this.#lease;
    if (status === 408 && lease !== undefined) this.#heedIdleClose(lease, received);
    checkHead(received, (controller.rawHeaders as unknown[]).length / 2, this.#maxHeaders);
    this.stop();
    const { attempt, method } = this.#request;
    attempt.removeAbortListener(this);
    const headers = HttpHeaders.fromReceived(received);
    const connection = lease?.connection;
    if (connection !== undefined) connection.idleLimit = idleLimitOf(received['keep-alive']);
    const body = new ResponseBody(attempt, this, declaredLength(method, status, received));
    attempt.record.timings.responseHeader = body.headAt - this.#startedAt;
    if (connection?.info(true).protocol !== 'h2' && endsWithConnection(method, status, received)) {
      body.lengthKnown = false;
    }
    if (received['transfer-encoding'] !== undefined && connection !== undefined) {
      this.#chunked = true;
      this.#readBefore = connection.bytesRead;
    }
    this.#body = body;
    this.#resolve(new HttpResponse(new Head(status, statusText, headers, this.#request), attempt, body));
  }

  /**
   * A 408 that says "I close this idle connection" and crossed our request (RFC 9110 section 15.5.9): a request that may
   * be sent again is; for any other it is the answer.
   */
  #heedIdleClose({ reused }: Lease<WireConnection>, received: ReceivedHeaders): void {
    if (!reused || String(received['connection'] ?? '').toLowerCase() !== 'close') return;
    const closed = closedWhileIdle(this.#wire());
    if (mayResend(this.#request, closed, this.#request.attempt.record.replays)) throw closed;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    const body = this.#body;
    if (body === undefined) return;
    body.push(chunk);
    if (this.#chunked && isOverframed(this.#read(), body.received)) {
      throw refusedResponse('more framing than body (chunk extensions)', false, 'body');
    }
  }

  onResponseEnd(): void {
    if (this.#done) return;
    this.#done = true;
    this.#ended = true;
    completeSoon(this);
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: unknown): void {
    if (this.#done) return;
    const lease = this.#lease;
    const connection = lease?.connection;
    const mapped = exchangeError(brokenBy(error, connection), this.#wire());
    const { record } = this.#request.attempt;
    if (this.#body === undefined && mayResend(this.#request, mapped, record.replays)) {
      record.replays++;
      this.#again();
    } else {
      this.#fail(mapped);
    }
  }

  #again(): void {
    this.stop();
    this.#endUpload();
    const lease = this.#lease;
    this.#lease = undefined;
    lease?.release(lease.connection.abandon(this));
    this.#controller = undefined;
    this.#untouched = true;
    this.#sending = false;
    this.#bodySent = 0;
    this.#startedAt = this.#clock.now();
    this.#acquire();
  }

  /** What is known of the wire now. */
  #wire(): WireState {
    return {
      reused: this.#lease?.reused ?? false,
      bytesWritten: this.#sending ? headLength(this.#request) + this.#bodySent : 0,
      responseStarted: this.#responseStarted,
      headReceived: this.#body !== undefined,
      bodyBytes: this.#body?.received ?? 0,
    };
  }

  /** Bytes that came since the head. */
  #read(): number {
    return (this.#lease?.connection.bytesRead ?? 0) - this.#readBefore;
  }

  // --- the body's source ---

  pause(): void {
    this.#controller?.pause();
  }

  resume(): void {
    this.#controller?.resume();
  }

  destroy(): void {
    this.#release(false);
  }

  // --- the attempt's abort, while there is no response ---

  onAbort(reason: unknown): void {
    const waiter = this.#waiter;
    if (waiter !== undefined) waiter.cancel(reason);
    this.#fail(reason);
  }

  /** The response is complete, if it is, and the parser is through with what arrived. */
  flush(): void {
    if (!this.#ended) return;
    this.#ended = false;
    const connection = this.#lease?.connection;
    const body = this.#body;
    const broken = connection?.error;
    if (body !== undefined && !body.lengthKnown && broken !== undefined && !isInformational(broken)) {
      // undici takes a reset for the end of a body that the end of its connection ends; it is none.
      this.#release(false);
      body.fail(exchangeError(broken, this.#wire()));
      return;
    }
    const kept =
      connection !== undefined &&
      !connection.closed &&
      connection.flushed &&
      this.#destination.mayShare(this.#request.headers);
    if (kept) connection.idleSince = this.#clock.now();
    this.#release(kept);
    this.#body?.finish(kept);
  }

  #fail(error: unknown): void {
    if (this.#done) return;
    this.#release(false);
    if (this.#body !== undefined) {
      this.#body.fail(error);
      return;
    }
    this.#request.attempt.removeAbortListener(this);
    this.#reject(error);
  }

  #release(reusable: boolean): void {
    this.#done = true;
    this.stop();
    const lease = this.#lease;
    this.#lease = undefined;
    lease?.release(reusable || this.#untouched || lease.connection.abandon(this));
    this.#endUpload();
  }

  /** Tells the source of an upload that nobody takes any more: who writes it may be waiting for its next piece. */
  #endUpload(): void {
    const upload = this.#upload;
    this.#upload = undefined;
    if (upload !== undefined) void upload.return();
  }

  #arm(phase: 'queue' | 'responseHeader', limit: number, from?: number): void {
    this.#phase = phase;
    this.#alarms.start(this, limit, from);
  }

  /** Ends an upload that the server has stopped to take, after `limit` ms without a piece taken. */
  #watchUpload(after: number): void {
    this.#phase = 'upload';
    this.#alarms.start(this, after);
  }

  /** The limit of the phase has passed. */
  onTime(): void {
    const { queue, responseHeader } = this.#limits;
    if (this.#phase === 'upload') {
      const waited = this.#clock.now() - (this.#upload?.waitingSince ?? Infinity);
      if (waited < responseHeader) this.#watchUpload(waited > 0 ? responseHeader - waited : responseHeader);
      else this.onAbort(new TimeoutError('responseHeader', responseHeader, STALLED_UPLOAD));
      return;
    }
    this.onAbort(new TimeoutError(this.#phase, this.#phase === 'queue' ? queue : responseHeader));
  }
}

/** Whether it is how undici closes a connection that served its purpose. */
function isInformational(error: unknown): boolean {
  return (error as { code?: unknown }).code === 'UND_ERR_INFO';
}

/** Bytes of the head of a request, near enough: asking the socket at each request would cost more than it is worth. */
function headLength({ method, path, origin, headers }: HttpRequest): number {
  const lines = headers.raw().reduce((sum, text) => sum + text.length + 2, 0);
  return `${method} ${path} HTTP/1.1\r\nhost: ${origin}\r\n\r\n`.length + lines;
}

/** What undici saw as a mere end of the socket may have been an error before. */
function brokenBy(error: unknown, connection: WireConnection | undefined): unknown {
  const ended = (error as { code?: unknown } | null)?.code === 'UND_ERR_SOCKET';
  return ended ? (connection?.error ?? error) : error;
}
