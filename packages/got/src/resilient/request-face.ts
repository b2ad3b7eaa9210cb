import { PassThrough, Writable } from 'node:stream';
import type { Timings } from 'got';
import { answered, begun, failed } from './got-timings.ts';
import { ResponseFace, type Answer } from './response-face.ts';

/** Sends a request with what got wrote as its body. */
export type Send = (body: Uint8Array | PassThrough | undefined, signal: AbortSignal) => Promise<Answer>;

/**
 * A call of the pipeline with the face of an `http.ClientRequest`: got writes the body and gets a response, or an
 * error.
 */
export class RequestFace extends Writable {
  /** Times as got's own timer would take them; it leaves those that are there. */
  readonly timings: Timings = begun();
  /** What `response.ip` is read from; there is no socket to be had. */
  socket: { readonly remoteAddress: string | undefined } | undefined;
  reusedSocket = false;
  res: ResponseFace | undefined;
  readonly #bytes: Uint8Array | undefined;
  readonly #send: Send;
  readonly #controller = new AbortController();
  #upload: PassThrough | undefined;
  #writing: (() => void) | undefined;

  /** @param bytes the body, when it is at hand: what got writes is the same */
  constructor(bytes: Uint8Array | undefined, send: Send) {
    // Being written whole is not its end: that comes with the response.
    super({ autoDestroy: false });
    this.#bytes = bytes;
    this.#send = send;
  }

  override _write(chunk: Uint8Array, _encoding: string, callback: () => void): void {
    if (this.#bytes !== undefined) return callback();
    if (this.#upload === undefined) {
      this.#upload = new PassThrough();
      // Broken off because of an answer or an abort, of which got hears otherwise.
      this.#upload.on('error', () => undefined).once('close', () => this.#written());
      this.#start(this.#upload);
    }
    if (this.#upload.destroyed) return callback();
    this.#writing = callback;
    this.#upload.write(chunk, () => this.#written());
  }

  override _final(callback: () => void): void {
    // Not before: got breaks off a request that is answered while it still writes.
    if (this.#upload === undefined) this.#start(this.#bytes);
    else this.#upload.end();
    callback();
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#controller.abort();
    this.#upload?.destroy();
    this.res?.destroy();
    callback(error);
  }

  #written(): void {
    const callback = this.#writing;
    this.#writing = undefined;
    callback?.();
  }

  #start(body: Uint8Array | PassThrough | undefined): void {
    this.#send(body, this.#controller.signal)
      .then((answer) => {
        if (this.destroyed) answer.discard();
        else this.#answer(answer);
      })
      // What a listener of 'response' throws included.
      .catch((error: unknown) => {
        if (this.destroyed) return;
        failed(this.timings);
        this.destroy(error as Error);
      });
  }

  #answer(answer: Answer): void {
    const attempt = answer.attempts.at(-1);
    const connection = attempt?.connection;
    if (attempt !== undefined) answered(this.timings, attempt);
    this.socket = { remoteAddress: connection?.remoteAddress };
    this.reusedSocket = connection?.reused === true;
    this.res = new ResponseFace(answer, this);
    this.emit('response', this.res);
  }
}
