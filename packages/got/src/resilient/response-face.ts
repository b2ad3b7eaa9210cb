// A response with the API of an `http.IncomingMessage`, for got.
import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import type { Timings } from 'got';
import type { Attempt, HttpError, HttpHeaders } from '@sluice/core';
import { noteEnd } from './got-timings.ts';
import { nodeHeaders } from './node-headers.ts';
import type { SocketFace } from './socket-face.ts';

/** The members of a request that got reads from its response. */
export interface AnsweredRequest {
  readonly timings: Timings;
  readonly destroyed: boolean;
  /** The connection, whose address is `response.ip`. */
  readonly socket: SocketFace | undefined;
  destroy(): unknown;
}

/** The data of a response for got. */
export interface Answer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: HttpHeaders;
  /** The body, decoded. */
  readonly body: AsyncIterator<Uint8Array>;
  /** Discards the rest of the body within the call's `drain` bound. */
  discard(): void;
  /** Every attempt, oldest first. */
  readonly attempts: readonly Attempt[];
  /** The client's error for the status, if it is an error status. */
  readonly failure: HttpError | undefined;
  /** The length of the body on the wire, if the server declared it. */
  readonly declaredLength: number | undefined;
  /** Whether the upload has succeeded with this response: got neither follows it as a redirect, nor fails its stream. */
  readonly endsUpload: boolean;
}

/** A response of the client with the API of an `http.IncomingMessage`. */
export class ResponseFace extends Readable {
  readonly statusCode: number;
  readonly statusMessage: string;
  readonly httpVersion: string;
  headers: IncomingHttpHeaders;
  readonly rawHeaders: string[];
  readonly trailers: Record<string, string> = {};
  readonly rawTrailers: string[] = [];
  readonly url = '';
  readonly method: string | undefined = undefined;
  aborted = false;
  complete = false;
  readonly req: AnsweredRequest;
  readonly timings: Timings;
  readonly failure: HttpError | undefined;
  /** The length of the body on the wire, if the server declared it. */
  readonly declaredLength: number | undefined;
  readonly #answer: Answer;
  readonly #retries: number;
  #gotRetries = 0;

  constructor(answer: Answer, request: AnsweredRequest) {
    super();
    const { status, statusText, headers, attempts, failure } = answer;
    this.#answer = answer;
    this.failure = failure;
    this.declaredLength = answer.declaredLength;
    this.req = request;
    this.timings = request.timings;
    this.statusCode = status;
    this.statusMessage = statusText;
    this.httpVersion = attempts.at(-1)?.connection?.protocol === 'h2' ? '2.0' : '1.1';
    this.headers = nodeHeaders(headers);
    this.rawHeaders = [...headers.raw()];
    this.#retries = Math.max(0, attempts.length - 1);
  }

  get socket(): AnsweredRequest['socket'] {
    return this.req.socket;
  }

  /** The retries before this response: those of the client, and those of got, which `afterResponse` hooks requested. */
  get retryCount(): number {
    return this.#retries + this.#gotRetries;
  }

  set retryCount(gotRetries: number) {
    this.#gotRetries = gotRetries;
  }

  /** Discards the rest of the body. */
  discard(): void {
    if (this.complete) return;
    this.#answer.discard();
    this.#end();
  }

  override _read(): void {
    this.#answer.body.next().then(
      ({ done, value }) => {
        if (this.destroyed || this.complete) return;
        if (done === true) this.#end();
        else if (value.length === 0) this._read();
        else this.push(value);
      },
      (error: unknown) => {
        if (!this.complete) this.destroy(error as Error);
      },
    );
  }

  /** As in Node.js, destroying a response before its end aborts its request. */
  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    if (error !== null || this.complete || this.req.destroyed) return callback(error);
    this.req.destroy();
    callback(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
  }

  #end(): void {
    this.complete = true;
    noteEnd(this.timings);
    this.push(null);
  }
}
