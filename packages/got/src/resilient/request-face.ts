// A request with the API of an `http.ClientRequest`, for got.
import type { OutgoingHttpHeaders } from 'node:http';
import { PassThrough, Writable } from 'node:stream';
import type { Timings } from 'got';
import type { Clock } from '@sluice/core';
import type { Timer } from '@sluice/core/plugin';
import { setImmediate } from '@sluice/core/transport';
import { beginTimings, noteFailure, noteResponse } from './got-timings.ts';
import { isStepwise, StepwiseBody } from './stepwise-body.ts';
import { ResponseFace, type Answer } from './response-face.ts';
import { SocketFace } from './socket-face.ts';
import type { UploadEnds } from './upload-ends.ts';

/**
 * How long an upload waits for its first byte before the request is sent without it, in ms. As in Node, the limits apply from
 * then on. The wait saves a connection for a source that fails at once, such as a missing file.
 */
const BEGIN_AFTER = 25;

/** The body of a request: bytes, slices of bytes that report their progress, or the stream to which got writes. */
export type FaceBody = Uint8Array | StepwiseBody | PassThrough | undefined;

/** Sends a request. @param body the body that got writes */
export type Send = (body: FaceBody, signal: AbortSignal) => Promise<Answer>;

/** The parts of a request that listeners of got's event `request` can read. */
export interface RequestSummary {
  readonly method: string;
  readonly url: URL;
  readonly headers: OutgoingHttpHeaders;
}

/**
 * A request with the API of an `http.ClientRequest`: got writes the body and receives a response or an error. `end()`
 * completes when the response has arrived, so that an upload that has finished cannot fail later.
 */
export class RequestFace extends Writable {
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly protocol: string;
  /** The times of the client; got does not measure a request that has times. */
  readonly timings: Timings = beginTimings();
  /** The connection of the response, from which got reads `response.ip`. */
  socket: SocketFace | undefined;
  reusedSocket = false;
  res: ResponseFace | undefined;
  readonly #headers: OutgoingHttpHeaders;
  readonly #bytes: Uint8Array | undefined;
  readonly #stepwise: StepwiseBody | undefined;
  readonly #send: Send;
  readonly #ends: UploadEnds;
  readonly #controller = new AbortController();
  readonly #clock: Clock;
  /** Runs until the upload begins. */
  #waiting: Timer | undefined;
  #started = false;
  #upload: PassThrough | undefined;
  #writing: (() => void) | undefined;
  #answer: Answer | undefined;
  #final: (() => void) | undefined;

  /**
   * @param bytes the body if it is in memory: got writes the same bytes
   * @param ends the pending ends of the call's uploads
   */
  constructor(
    summary: RequestSummary,
    bytes: Uint8Array | undefined,
    send: Send,
    ends: UploadEnds,
    clock: Clock,
  ) {
    // The request ends with its response, not with its body.
    super({ autoDestroy: false });
    const { method, url, headers } = summary;
    this.method = method;
    this.path = url.pathname + url.search;
    this.host = url.hostname;
    this.protocol = url.protocol;
    this.#headers = headers;
    this.#bytes = bytes;
    this.#stepwise = bytes !== undefined && isStepwise(bytes) ? new StepwiseBody(bytes) : undefined;
    this.#send = send;
    this.#ends = ends;
    this.#clock = clock;
    const awaitsBody = bytes === undefined && method !== 'GET' && method !== 'HEAD';
    if (awaitsBody) this.#waiting = clock.setTimer(BEGIN_AFTER, () => this.#beginUpload());
  }

  /** Whether the request was aborted, as in Node. */
  get aborted(): boolean {
    return this.destroyed && this.res?.complete !== true;
  }

  getHeader(name: string): OutgoingHttpHeaders[string] {
    return this.#headers[name.toLowerCase()];
  }

  getHeaders(): OutgoingHttpHeaders {
    return { ...this.#headers };
  }

  override _write(chunk: Uint8Array, _encoding: string, callback: () => void): void {
    const stepwise = this.#stepwise;
    if (stepwise !== undefined) {
      this.#start(stepwise);
      stepwise.wrote(chunk.length, callback);
      return;
    }
    if (this.#bytes !== undefined) return callback();
    const upload = (this.#upload ??= this.#newUpload());
    this.#start(upload);
    if (upload.destroyed) {
      // Nothing more is sent. One piece per turn, so that an endless source does not block the event loop.
      setImmediate(callback);
      return;
    }
    this.#writing = callback;
    upload.write(chunk, () => this.#written());
  }

  override _final(callback: () => void): void {
    this.#final = callback;
    if (this.#upload !== undefined) this.#upload.end();
    else this.#start(this.#bytes);
    if (this.#answer !== undefined) this.#deliver(this.#answer);
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#controller.abort();
    this.#stopWaiting();
    this.#stepwise?.release();
    this.#upload?.destroy();
    this.res?.destroy();
    callback(error);
  }

  #beginUpload(): void {
    if (!this.writableEnded) this.#start((this.#upload ??= this.#newUpload()));
  }

  #stopWaiting(): void {
    if (this.#waiting !== undefined) this.#clock.clearTimer(this.#waiting);
    this.#waiting = undefined;
  }

  #newUpload(): PassThrough {
    const upload = new PassThrough();
    // A response or an abort ends it early, which is reported to got elsewhere.
    upload.on('error', () => undefined).once('close', () => this.#written());
    return upload;
  }

  #written(): void {
    // After an abort, an open write stops got's source until got destroys it. A response completes the writes.
    if (this.destroyed && this.#answer === undefined) return;
    const callback = this.#writing;
    this.#writing = undefined;
    callback?.();
  }

  #start(body: FaceBody): void {
    if (this.#started) return;
    this.#started = true;
    this.#stopWaiting();
    this.#send(body, this.#controller.signal).then(
      (answer) => this.#answered(answer),
      (error: unknown) => this.#fail(error),
    );
  }

  #fail(error: unknown): void {
    if (this.destroyed) return;
    noteFailure(this.timings);
    this.destroy(error as Error);
  }

  #answered(answer: Answer): void {
    if (this.destroyed) {
      answer.discard();
      return;
    }
    this.#answer = answer;
    this.#stepwise?.release();
    // got would abort a request whose response arrives while got still writes bytes from memory.
    if (this.#bytes === undefined || this.#final !== undefined) this.#deliver(answer);
  }

  /** Ends the upload, then emits the response, as Node does. */
  #deliver(answer: Answer): void {
    const final = this.#final;
    this.#final = undefined;
    if (final !== undefined) {
      const ends = this.#ends;
      if (!answer.endsUpload) ends.hold(final);
      else {
        this.#whenRead(() => {
          if (!this.destroyed) ends.release(final);
        });
        if (this.res === undefined) {
          // One tick later, so that got's stream emits `finish` first.
          this.once('finish', () => process.nextTick(() => this.#respond(answer)));
          return;
        }
      }
    }
    if (this.res === undefined) this.#respond(answer);
  }

  /** Calls back when the transport has read the whole upload, or has closed it. */
  #whenRead(done: () => void): void {
    if (this.#upload === undefined || this.#upload.closed) done();
    else this.#upload.once('close', done);
  }

  #respond(answer: Answer): void {
    if (this.destroyed) return;
    try {
      const attempt = answer.attempts.at(-1);
      const connection = attempt?.connection;
      if (attempt !== undefined) noteResponse(this.timings, attempt);
      this.socket = new SocketFace(this, connection);
      this.reusedSocket = connection?.reused === true;
      this.emit('socket', this.socket);
      this.res = new ResponseFace(answer, this);
      this.emit('response', this.res);
    } catch (error) {
      // A listener threw.
      this.#fail(error);
    }
  }
}
