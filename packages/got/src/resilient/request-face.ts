// A request of the pipeline as got sees it: an `http.ClientRequest`.
import type { OutgoingHttpHeaders } from 'node:http';
import { PassThrough, Writable } from 'node:stream';
import type { Timings } from 'got';
import type { Clock } from '@sluice/core';
import type { Timer } from '@sluice/core/plugin';
import { answered, begun, failed } from './got-timings.ts';
import { isStepwise, StepwiseBody } from './stepwise-body.ts';
import { ResponseFace, type Answer } from './response-face.ts';
import { SocketFace } from './socket-face.ts';
import type { UploadEnds } from './upload-ends.ts';

/**
 * How long an upload waits for its first byte before it begins without, in ms: as in Node, its limits apply from then on. A
 * source that fails at once, as a file that does not exist, opens no connection.
 */
const BEGIN_AFTER = 25;

/** The body of a request: at hand, as slices that report their progress, or as got writes it. */
export type FaceBody = Uint8Array | StepwiseBody | PassThrough | undefined;

/** Sends a request with the body that got wrote. */
export type Send = (body: FaceBody, signal: AbortSignal) => Promise<Answer>;

/** What a request shows to listeners of got's `request` event. */
export interface RequestLook {
  readonly method: string;
  readonly url: URL;
  readonly headers: OutgoingHttpHeaders;
}

/**
 * A request of the pipeline with the API of an `http.ClientRequest`: got writes the body and gets a response, or an
 * error. `end()` is complete once the request is answered, so that an upload never ends well and fails later.
 */
export class RequestFace extends Writable {
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly protocol: string;
  /** The times that got's own timer would take; got leaves existing ones alone. */
  readonly timings: Timings = begun();
  /** The connection that answered, as far as it is known: got reads `response.ip` from it. */
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
   * @param bytes the body if it is at hand: got writes the same bytes
   * @param ends the ends of the uploads of the call
   */
  constructor(look: RequestLook, bytes: Uint8Array | undefined, send: Send, ends: UploadEnds, clock: Clock) {
    // Its end is that of the response, not that of the writing.
    super({ autoDestroy: false });
    const { method, url, headers } = look;
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

  /** Whether the request was broken off; a name of Node's. */
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
      // Nothing is sent any more. A turn of the event loop per piece, so that an endless source does not block it.
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
    // An answer or an abort breaks it off, which got learns in another way.
    upload.on('error', () => undefined).once('close', () => this.#written());
    return upload;
  }

  #written(): void {
    // A write that never completes stops got's source until got destroys it. An answer ends the writes as well.
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
    failed(this.timings);
    this.destroy(error as Error);
  }

  #answered(answer: Answer): void {
    if (this.destroyed) {
      answer.discard();
      return;
    }
    this.#answer = answer;
    this.#stepwise?.release();
    // got breaks off a request that is answered while it still writes bytes that are at hand.
    if (this.#bytes === undefined || this.#final !== undefined) this.#deliver(answer);
  }

  /** Ends the upload, and hands over the response after that, as Node does. */
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
          // After the `finish` of got's stream.
          this.once('finish', () => process.nextTick(() => this.#respond(answer)));
          return;
        }
      }
    }
    if (this.res === undefined) this.#respond(answer);
  }

  /** Waits until the transport has read the upload to its end, or has closed it. */
  #whenRead(done: () => void): void {
    if (this.#upload === undefined || this.#upload.closed) done();
    else this.#upload.once('close', done);
  }

  #respond(answer: Answer): void {
    if (this.destroyed) return;
    try {
      const attempt = answer.attempts.at(-1);
      const connection = attempt?.connection;
      if (attempt !== undefined) answered(this.timings, attempt);
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
