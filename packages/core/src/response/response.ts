import type { AttemptScope } from '../lifecycle/attempt-scope.ts';
import type { Attempt, ConnectionInfo, Timings } from '../history/attempt.ts';
import { answeredTimings, type CallTimings } from '../history/call-timings.ts';
import { BodyIterator } from './body-iterator.ts';
import { decodeText, exactBytes, parseJson, validate } from './content.ts';
import type { ChunkReader } from './body/chunk-reader.ts';
import { claimDecoded, codingsOn, decodeWhole } from './decode/decoding.ts';
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
 * A response: its head now, its body when it is asked for. Reads like fetch's Response; a body can be read once.
 *
 * Whoever holds a response should read it, `discard()` it, or bind it with `await using`: its connection and its slot
 * are busy until the body's end.
 */
export class HttpResponse implements AsyncDisposable {
  /** The status code. */
  readonly status: number;
  /** The reason phrase as sent by the peer; often empty, never to be relied on. */
  readonly statusText: string;
  /** The headers. */
  readonly headers: HttpHeaders;
  /** Whether redirects were followed to get here. */
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

  /** How long the phases of the attempt took that brought this response. */
  get timings(): Readonly<Timings> {
    return this.#attempt.record.timings;
  }

  /** Where the time of the whole call went, over all its attempts, up to the end of the body or, before that, to now. */
  get callTimings(): CallTimings {
    return answeredTimings(this.#attempt.call, this.#attempt.record, this.#body.headAt);
  }

  /** The connection that carried it, if a connection did. */
  get connection(): ConnectionInfo | undefined {
    return this.#attempt.record.connection;
  }

  /**
   * False when the body had neither a length nor chunks: whatever ended its connection, an attacker's cut included,
   * looks like its end.
   */
  get lengthKnown(): boolean {
    return this.#body.lengthKnown;
  }

  /** Whether the body was claimed by a reader or drained. */
  get bodyUsed(): boolean {
    return this.#body.used;
  }

  /** The attempt that brought it; for plugins. */
  get attempt(): AttemptScope {
    return this.#attempt;
  }

  /** The body's lifetime; for plugins. */
  get lifetime(): ResponseBody {
    return this.#body;
  }

  /**
   * The body as a web stream; made, and the body thereby claimed, at the first access.
   * @throws BodyError when the body was already read another way.
   */
  get body(): ReadableStream<Uint8Array> {
    return (this.#stream ??= this.#reads(toWebStream(this.#body, this.claim())));
  }

  /**
   * The body, whole and decoded.
   * @throws BodyError when it was already read, is longer than `maxResponseBytes` or, decoded, than `maxDecodedBytes` or
   * `maxDecodingRatio` allow, was cut short, or is not what its `content-encoding` says;
   * NetworkError, TimeoutError, or the reason of the caller's signal when the exchange broke.
   */
  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return exactBytes(await this.#whole());
  }

  /** The body as text: UTF-8, a byte order mark dropped. @throws as {@link HttpResponse.bytes}. */
  async text(): Promise<string> {
    return decodeText(await this.#whole(), this.#attempt);
  }

  /**
   * The body as JSON, validated when a schema is given (zod, valibot, arktype or any Standard Schema).
   * @throws as {@link HttpResponse.bytes}, BodyError `ERR_SLUICE_BODY_DECODE` for no JSON, SchemaError for a refusal,
   * OptionError for what is no schema.
   */
  json<Value = unknown>(): Promise<Value>;
  json<Output>(schema: StandardSchema<unknown, Output>): Promise<Output>;
  async json(schema?: StandardSchema): Promise<unknown> {
    if (schema === undefined) return parseJson(await this.#whole(), this.#attempt);
    checkSchema(schema);
    return validate(parseJson(await this.#whole(), this.#attempt), schema, this.#attempt);
  }

  /** The body as an ArrayBuffer. @throws as {@link HttpResponse.bytes}. */
  async arrayBuffer(): Promise<ArrayBuffer> {
    return (await this.bytes()).buffer;
  }

  /** The body as a Blob of the type the headers say. @throws as {@link HttpResponse.bytes}. */
  async blob(): Promise<Blob> {
    return new Blob([exactBytes(await this.#whole())], { type: this.headers.get('content-type') ?? '' });
  }

  /** The body chunk by chunk. Leaving the loop early drains the rest within the call's `drain` bound. */
  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return this.#reads(new BodyIterator(this.#body, this.claim()));
  }

  /**
   * A copy of the beginning of the body, which stays unread: at most `bytes` of it (and 64 KiB), as much as is there
   * after `time` ms; as it came, but decoded where the call reads it whole. Empty when it was read. Never rejects.
   */
  peek(bound: ReadBound): Promise<Uint8Array> {
    return this.#body.peek(bound);
  }

  /**
   * Reads what is left within a bound and throws it away, so that the connection can be used again; over the bound
   * the connection is destroyed. Never rejects.
   * @param bound Default: the call's `drain`.
   * @throws OptionError for a bad bound.
   */
  drain(bound?: Partial<DrainBound>): Promise<DrainResult> {
    const usual = this.#attempt.call.options.drain;
    return this.#body.drain(bound === undefined ? usual : parseDrain(bound, 'bound', usual));
  }

  /**
   * Throws the body away within the call's `drain` bound, without waiting for it. From then on it cannot be read, however
   * much of it had come; one that was read already is left alone.
   */
  discard(): void {
    this.#body.discard();
  }

  /** Throws the body away and waits for that, no longer than the call's `drain` bound. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#body.settled) this.#body.discard();
    else await this.drain();
  }

  /** For the pipeline: the whole body if it is here and needs no decoding. Counts as reading it. */
  takePlain(): Uint8Array | undefined {
    return codingsOn(this.#body, this.headers, this.#attempt).length > 0
      ? undefined
      : this.#body.collectNow();
  }

  /** For the pipeline: waits until the body is here, whole and decoded; undefined if it is. @throws as `bytes()` */
  arrive(): Promise<void> | undefined {
    const body = this.#body;
    const codings = codingsOn(body, this.headers, this.#attempt);
    if (codings.length === 0) return body.complete ? undefined : body.arrive();
    const decoded = decodeWhole(body, codings, this.#attempt);
    if (!(decoded instanceof Uint8Array)) return decoded.then((bytes) => body.keepDecoded(bytes));
    body.keepDecoded(decoded);
    return undefined;
  }

  /** For the pipeline: the same response, marked as the end of a chain of redirects. */
  asRedirected(): HttpResponse {
    return this.#copy(true);
  }

  /**
   * For the pipeline: the response as its caller gets it. If a listener observes whether the caller can still reach it,
   * that is another object than the layers below got, since they may hold theirs for longer.
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
  #reads<Reader extends object>(reader: Reader): Reader {
    this.#attempt.reachableThrough(reader, true);
    return reader;
  }

  async #whole(): Promise<Uint8Array> {
    const codings = codingsOn(this.#body, this.headers, this.#attempt);
    if (codings.length > 0) return decodeWhole(this.#body, codings, this.#attempt);
    return this.#body.collectNow() ?? this.#body.collect();
  }

  /** For the pipeline: claims the body for reading, decoded. @throws BodyError when it was already used */
  claim(): ChunkReader {
    return claimDecoded(this.#body, this.headers, this.#attempt);
  }
}

showAs(HttpResponse, (response) => {
  const { status, url, bodyUsed } = response;
  return `HttpResponse { status: ${status}, url: '${safeUrl(url)}', bodyUsed: ${bodyUsed} }`;
});
