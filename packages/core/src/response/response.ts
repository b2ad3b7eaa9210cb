// A response: its head, and access to its body.
import type { AttemptScope } from '../lifecycle/attempt-scope.ts';
import type { Attempt, ConnectionInfo, Timings } from '../history/attempt.ts';
import { answeredTimings, type CallTimings } from '../history/call-timings.ts';
import { BodyIterator } from './body-iterator.ts';
import { decodeText, exactBytes, parseJson, validate } from './content.ts';
import type { ChunkReader } from './body/chunk-reader.ts';
import { claimDecoded, codingsToDecode, decodeWhole } from './decode/decoding.ts';
import { parseDrain, type DrainBound, type ReadBound } from '../options/bounds.ts';
import type { DrainResult } from '../history/drain-result.ts';
import type { ResponseBody } from './body/response-body.ts';
import { toWebStream } from './web-stream.ts';
import { showAs } from '../errors/inspect.ts';
import { safeUrl } from '../errors/redact.ts';
import type { HttpHeaders } from '../headers/headers.ts';
import type { ResponseHead } from './response-head.ts';
import { checkSchema, type StandardSchema } from '../options/standard-schema.ts';

/**
 * A response. Its head is available at once. Its body can be read once, with the methods of fetch's Response.
 *
 * Read the body, `discard()` it, or bind the response with `await using`: its connection and its slot are in use until the
 * body ends.
 */
export class HttpResponse implements AsyncDisposable {
  /** The status code. */
  readonly status: number;
  /** The reason phrase as sent by the peer; often empty. */
  readonly statusText: string;
  /** The headers. */
  readonly headers: HttpHeaders;
  /** Whether redirects were followed. */
  readonly redirected: boolean;
  readonly #head: ResponseHead;
  readonly #attempt: AttemptScope;
  readonly #body: ResponseBody;
  #stream: ReadableStream<Uint8Array> | undefined;

  constructor(head: ResponseHead, attempt: AttemptScope, body: ResponseBody, redirected = false) {
    this.status = head.status;
    this.statusText = head.statusText;
    this.headers = head.headers;
    this.redirected = redirected;
    this.#head = head;
    this.#attempt = attempt;
    this.#body = body;
    attempt.responded(this);
  }

  /** Whether the status is within 200–299. */
  get ok(): boolean {
    return this.status >= 200 && this.status <= 299;
  }

  /** The URL that answered. */
  get url(): string {
    return this.#head.url.href;
  }

  /** Every attempt of the call so far, oldest first. */
  get attempts(): readonly Attempt[] {
    return this.#attempt.call.attempts;
  }

  /** How long the phases of the last attempt took. */
  get timings(): Readonly<Timings> {
    return this.#attempt.record.timings;
  }

  /** How long the phases of the whole call took, summed over its attempts, up to the end of the body or, before that, to now. */
  get callTimings(): CallTimings {
    return answeredTimings(this.#attempt.call, this.#attempt.record, this.#body.headAt);
  }

  /** The connection that carried it; undefined for a response without a connection, such as a scripted one. */
  get connection(): ConnectionInfo | undefined {
    return this.#attempt.record.connection;
  }

  /**
   * False if the body has neither a declared length nor chunks. Its end is the end of the connection, so that a body cut
   * short, for example by an attacker, looks complete.
   */
  get lengthKnown(): boolean {
    return this.#body.lengthKnown;
  }

  /** Whether a reader has claimed the body, or the body was drained. */
  get bodyUsed(): boolean {
    return this.#body.used;
  }

  /** For plugins: the attempt that received it. */
  get attempt(): AttemptScope {
    return this.#attempt;
  }

  /** For plugins: the body and its lifetime. */
  get lifetime(): ResponseBody {
    return this.#body;
  }

  /**
   * The body as a web stream. The first access creates it and claims the body.
   * @throws BodyError if the body was already read in another way
   */
  get body(): ReadableStream<Uint8Array> {
    return (this.#stream ??= this.#reportReader(toWebStream(this.#body, this.claim())));
  }

  /**
   * The whole body, decoded.
   * @throws BodyError if the body was already read, exceeds `maxResponseBytes`, `maxDecodedBytes` or `maxDecodingRatio`, was
   * cut short, or does not match its `content-encoding`; NetworkError, TimeoutError, or the reason of the caller's signal
   * if the exchange broke
   */
  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return exactBytes(await this.#whole());
  }

  /** The body as text: UTF-8, without a byte order mark. @throws as {@link HttpResponse.bytes} */
  async text(): Promise<string> {
    return decodeText(await this.#whole(), this.#attempt);
  }

  /**
   * The body as JSON, validated by the schema if one is given (zod, valibot, arktype or any Standard Schema).
   * @throws as {@link HttpResponse.bytes}; BodyError `ERR_SLUICE_BODY_DECODE` if the body is not JSON; SchemaError if it does
   * not match the schema; OptionError if `schema` is not a Standard Schema
   */
  json<Value = unknown>(): Promise<Value>;
  json<Output>(schema: StandardSchema<unknown, Output>): Promise<Output>;
  async json(schema?: StandardSchema): Promise<unknown> {
    if (schema === undefined) return parseJson(await this.#whole(), this);
    checkSchema(schema);
    return await validate(parseJson(await this.#whole(), this), schema, this.#attempt);
  }

  /** The body as an ArrayBuffer. @throws as {@link HttpResponse.bytes} */
  async arrayBuffer(): Promise<ArrayBuffer> {
    return (await this.bytes()).buffer;
  }

  /** The body as a Blob of the response's `content-type`. @throws as {@link HttpResponse.bytes} */
  async blob(): Promise<Blob> {
    return new Blob([exactBytes(await this.#whole())], { type: this.headers.get('content-type') ?? '' });
  }

  /** The body chunk by chunk. Leaving the loop early discards the rest within the call's `drain` bound. */
  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return this.#reportReader(new BodyIterator(this.#body, this.claim()));
  }

  /**
   * A copy of the beginning of the body, which remains unread: the first `bytes`, at most 64 KiB, or fewer if only those
   * arrived within `time` ms. Not decoded, unless the call reads the whole body. Empty if the body was used. Never rejects.
   */
  peek(bound: ReadBound): Promise<Uint8Array> {
    return this.#body.peek(bound);
  }

  /**
   * Reads and discards the rest of the body within a bound, so that the connection can be reused; beyond the bound, the
   * connection is destroyed. The promise never rejects.
   * @param bound Default: the call's `drain`
   * @throws OptionError for a bad bound
   */
  drain(bound?: Partial<DrainBound>): Promise<DrainResult> {
    const { drain } = this.#attempt.call.options;
    return this.#body.drain(bound === undefined ? drain : parseDrain(bound, 'bound', drain));
  }

  /**
   * Drains the body within the call's `drain` bound, without waiting for it. The body cannot be read afterwards, even if it
   * had arrived. Has no effect on a body that was read to its end.
   */
  discard(): void {
    this.#body.discard();
  }

  /** Drains the body within the call's `drain` bound, and waits for it. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#body.settled) this.#body.discard();
    else await this.drain();
  }

  /** For the pipeline: the whole body, if it has arrived and needs no decoding. Counts as reading it. */
  takePlain(): Uint8Array | undefined {
    return codingsToDecode(this.#body, this.headers, this.#attempt).length > 0
      ? undefined
      : this.#body.collectNow();
  }

  /** For the pipeline: waits until the whole body has arrived and is decoded; undefined if it has. @throws as `bytes()` */
  arrive(): Promise<void> | undefined {
    const body = this.#body;
    const codings = codingsToDecode(body, this.headers, this.#attempt);
    if (codings.length === 0) return body.complete ? undefined : body.arrive();
    const decoded = decodeWhole(body, codings, this.#attempt);
    if (!(decoded instanceof Uint8Array)) return decoded.then((bytes) => body.replaceByDecoded(bytes));
    body.replaceByDecoded(decoded);
    return undefined;
  }

  /** For the pipeline: the same response, marked as the end of a chain of redirects. */
  asRedirected(): HttpResponse {
    return this.#copy(true);
  }

  /**
   * For the pipeline: the response for the caller. A copy if a listener observes whether the caller can still reach it, since
   * the layers below may hold the original for longer.
   */
  forCaller(): HttpResponse {
    if (!this.#attempt.observesReachability || this.#body.settled) return this;
    const response = this.#copy(this.redirected);
    this.#attempt.reachableThrough(response, false);
    return response;
  }

  #copy(redirected: boolean): HttpResponse {
    const copy = new HttpResponse(this.#head, this.#attempt, this.#body, redirected);
    copy.#stream = this.#stream;
    return copy;
  }

  /** Reports a reader of the body to the reachability listeners. */
  #reportReader<Reader extends object>(reader: Reader): Reader {
    this.#attempt.reachableThrough(reader, true);
    return reader;
  }

  async #whole(): Promise<Uint8Array> {
    const codings = codingsToDecode(this.#body, this.headers, this.#attempt);
    if (codings.length > 0) return await decodeWhole(this.#body, codings, this.#attempt);
    // oxlint-disable-next-line typescript/return-await -- saves two promises; the body traces its errors itself
    return this.#body.collectNow() ?? this.#body.collect();
  }

  /** For the pipeline: claims the body for decoded reading. @throws BodyError if it was already used */
  claim(): ChunkReader {
    return claimDecoded(this.#body, this.headers, this.#attempt);
  }
}

showAs(HttpResponse, (response) => {
  const { status, url, bodyUsed } = response;
  return `HttpResponse { status: ${status}, url: '${safeUrl(url)}', bodyUsed: ${bodyUsed} }`;
});
