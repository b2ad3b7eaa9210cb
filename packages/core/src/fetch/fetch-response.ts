// The Response of `client.fetch`.
import stream from 'node:stream';
import { platform } from '../request/body/platform-classes.ts';
import type { HttpResponse } from '../response/response.ts';
import { byteStreamOf, readStream, streamOfBytes } from './body-stream.ts';
import { asBodyError } from './fetch-errors.ts';
import { hasNullBody, headOf, mediaTypeOf, type Head } from './fetch-head.ts';
import { toFetchHeaders } from './fetch-headers.ts';

/** The response of a call, with the signal of the call. */
interface Answer {
  readonly response: HttpResponse;
  /** The signal of the call. */
  readonly signal: AbortSignal | undefined;
}

/** Whether a stream was read or cancelled. Stable in Node.js, but not in its types. */
const { isDisturbed } = stream as unknown as { isDisturbed: (stream: ReadableStream) => boolean };

/** The properties of Response, without methods. */
const MEMBERS = 'type url redirected status ok statusText headers body bodyUsed'.split(' ');

/**
 * A Response as Node's fetch returns it. Its headers are created on first access, and its stream only if `body` or `clone()`
 * needs one: `text()`, `json()` and the other readers read the body of the call's response directly.
 *
 * It inherits from `Response.prototype` and defines every member itself, so that the constructor of Response need not run. A
 * method of `Response.prototype` that is called with this object throws.
 */
class FetchResponse implements Response {
  readonly #head: Head;
  #headers: Headers | undefined;
  /** The response of the call, until its body is read or becomes a stream. */
  #answer: Answer | undefined;
  /** The body as a stream, once it was created. */
  #stream: ReadableStream<Uint8Array<ArrayBuffer>> | undefined;
  /** Whether the body was read without a stream. */
  #read = false;

  constructor(
    head: Head,
    answer: Answer | undefined,
    stream: ReadableStream<Uint8Array<ArrayBuffer>> | undefined,
  ) {
    this.#head = head;
    this.#answer = answer;
    this.#stream = stream;
  }

  get type(): Head['type'] {
    return this.#head.type;
  }

  get url(): string {
    return this.#head.url;
  }

  get redirected(): boolean {
    return this.#head.redirected;
  }

  get status(): number {
    return this.#head.status;
  }

  get ok(): boolean {
    return this.#head.status >= 200 && this.#head.status <= 299;
  }

  get statusText(): string {
    return this.#head.statusText;
  }

  get headers(): Headers {
    return (this.#headers ??= toFetchHeaders(this.#head.received));
  }

  get body(): ReadableStream<Uint8Array<ArrayBuffer>> | null {
    if (this.#read) return (this.#stream ??= readStream());
    return this.#open() ?? null;
  }

  get bodyUsed(): boolean {
    return this.#read || (this.#stream !== undefined && isDisturbed(this.#stream));
  }

  clone(): Response {
    if (this.#unusable) throw used();
    const stream = this.#open();
    if (stream === undefined) return new FetchResponse(this.#head, undefined, undefined);
    const [mine, other] = stream.tee();
    this.#stream = mine;
    return new FetchResponse(this.#head, undefined, other);
  }

  text(): Promise<string> {
    return this.#take((response) => response.text()) ?? this.#whole().text();
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text()) as unknown;
  }

  arrayBuffer(): Promise<ArrayBuffer> {
    return this.#take((response) => response.arrayBuffer()) ?? this.#whole().arrayBuffer();
  }

  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await this.arrayBuffer());
  }

  blob(): Promise<Blob> {
    return (
      this.#take(async (response) => await this.#of(await response.bytes()).blob()) ?? this.#whole().blob()
    );
  }

  formData(): Promise<FormData> {
    const taken = this.#take(async (response) => await this.#of(await response.bytes()).formData());
    return taken ?? this.#whole().formData();
  }

  get [Symbol.toStringTag](): string {
    return 'Response';
  }

  /** Whether the body was read, or is being read. */
  get #unusable(): boolean {
    return this.bodyUsed || this.#stream?.locked === true;
  }

  /** Reads the whole body without a stream; undefined if the body is already a stream, or absent. */
  #take<Value>(read: (response: HttpResponse) => Promise<Value>): Promise<Value> | undefined {
    if (this.#unusable) return Promise.reject(used());
    const answer = this.#answer;
    if (answer === undefined) return undefined;
    this.#answer = undefined;
    this.#read = true;
    return readAnswer(answer, read);
  }

  /** The body as a stream; undefined without a body. */
  #open(): ReadableStream<Uint8Array<ArrayBuffer>> | undefined {
    if (this.#answer !== undefined) {
      const { response, signal } = this.#answer;
      this.#answer = undefined;
      this.#stream = byteStreamOf(response, signal);
    }
    return this.#stream;
  }

  /** A Response that reads the whole stream, or a Response without a body. */
  #whole(): Response {
    return this.#of(this.#stream ?? null);
  }

  /** A Response with the media type of this one. */
  #of(body: ConstructorParameters<typeof Response>[0]): Response {
    return new (platform().Response)(body, mediaTypeOf(this.#head));
  }

  /**
   * Makes the class a subclass of Node's Response. Called with the first response: `Response` belongs to Node's own copy of
   * undici, whose loading would double the cost of importing a client.
   */
  static inherit(): void {
    const { prototype } = this;
    // The members of Response are enumerable, those of a class are not.
    for (const name of MEMBERS) {
      Object.defineProperty(prototype, name, { enumerable: true });
    }
    const constructor = { value: platform().Response, enumerable: false, configurable: true, writable: true };
    Object.defineProperty(prototype, 'constructor', constructor);
    Object.setPrototypeOf(prototype, platform().Response.prototype);
  }
}

let inherits = false;

function fetchResponse(
  head: Head,
  answer: Answer | undefined,
  stream: ReadableStream<Uint8Array<ArrayBuffer>> | undefined,
): Response {
  if (!inherits) {
    inherits = true;
    FetchResponse.inherit();
  }
  return new FetchResponse(head, answer, stream);
}

async function readAnswer<Value>(
  { response, signal }: Answer,
  read: (response: HttpResponse) => Promise<Value>,
): Promise<Value> {
  try {
    // After an abort, not even a body that had arrived can be read, as in the standard.
    if (signal?.aborted === true) {
      response.discard();
      throw signal.reason;
    }
    const value = await read(response);
    // The signal may have aborted during the read.
    signal?.throwIfAborted();
    return value;
  } catch (error) {
    throw asBodyError(error, signal);
  }
}

function used(): TypeError {
  return new TypeError('Body is unusable: Body has already been read');
}

/**
 * Converts a response to fetch's Response.
 * @param signal the signal of the call
 */
export function toFetchResponse(
  response: HttpResponse,
  type: Head['type'],
  method: string,
  signal: AbortSignal | undefined,
): Response {
  const head = headOf(response, type);
  if (!hasNullBody(head.status, method)) {
    return fetchResponse(head, { response, signal }, undefined);
  }
  response.discard();
  return fetchResponse(head, undefined, undefined);
}

/** Converts a response whose body was already read to fetch's Response. */
export function toReadResponse(
  response: HttpResponse,
  type: Head['type'],
  bytes: Uint8Array<ArrayBuffer>,
): Response {
  const head = headOf(response, type);
  return fetchResponse(head, undefined, streamOfBytes(bytes));
}
