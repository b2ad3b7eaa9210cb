// A response whose whole body has arrived.
import type { Attempt, ConnectionInfo, Timings } from '../history/attempt.ts';
import type { CallTimings } from '../history/call-timings.ts';
import type { HttpHeaders } from '../headers/headers.ts';
import { checkSchema, type StandardSchema } from '../options/standard-schema.ts';
import { showAs } from '../errors/inspect.ts';
import { safeUrl } from '../errors/redact.ts';
import { decodeText, exactBytes, parseJson, validate } from './content.ts';
import type { HttpResponse } from './response.ts';

/** A response with its whole body, decoded. The body can be read at once, more than once, and in several forms. */
export class BufferedResponse {
  readonly #response: HttpResponse;
  readonly #bytes: Uint8Array;

  private constructor(response: HttpResponse, bytes: Uint8Array) {
    this.#response = response;
    this.#bytes = bytes;
  }

  /** Reads the body of a response. Creates no promise if the body has arrived. @throws as `HttpResponse.bytes()` */
  static of(response: HttpResponse): BufferedResponse | Promise<BufferedResponse> {
    const bytes = response.takePlain();
    return bytes === undefined ? BufferedResponse.#read(response) : new BufferedResponse(response, bytes);
  }

  static async #read(response: HttpResponse): Promise<BufferedResponse> {
    return new BufferedResponse(response, await response.bytes());
  }

  /** The status code. */
  get status(): number {
    return this.#response.status;
  }

  /** The reason phrase as sent by the peer; often empty, never to be relied on. */
  get statusText(): string {
    return this.#response.statusText;
  }

  /** The headers. */
  get headers(): HttpHeaders {
    return this.#response.headers;
  }

  /** Whether the status is within 200–299. */
  get ok(): boolean {
    return this.#response.ok;
  }

  /** The URL of the response, redirects followed. */
  get url(): string {
    return this.#response.url;
  }

  /** Whether redirects were followed. */
  get redirected(): boolean {
    return this.#response.redirected;
  }

  /** Every attempt of the call, oldest first. */
  get attempts(): readonly Attempt[] {
    return this.#response.attempts;
  }

  /** How long the phases of the last attempt took. */
  get timings(): Readonly<Timings> {
    return this.#response.timings;
  }

  /** Where the time of the whole call went, over all its attempts. */
  get callTimings(): CallTimings {
    return this.#response.callTimings;
  }

  /** The connection that carried it; undefined for a response without a connection, such as a scripted one. */
  get connection(): ConnectionInfo | undefined {
    return this.#response.connection;
  }

  /** The body in bytes: a copy for each call, which the caller may change. */
  bytes(): Uint8Array<ArrayBuffer> {
    // A copy: `slice` of a Buffer would share its memory.
    return new Uint8Array(this.#bytes);
  }

  /** The body as text: UTF-8, without a byte order mark. */
  text(): string {
    return decodeText(this.#bytes, this.#response.attempt);
  }

  /** The body as a Blob with the content type of the response. */
  blob(): Blob {
    return new Blob([exactBytes(this.#bytes)], { type: this.headers.get('content-type') ?? '' });
  }

  /**
   * The body as JSON, parsed anew at each call; `undefined` if the body is empty. With a schema, a promise of the output of
   * the schema.
   * @throws BodyError `ERR_SLUICE_BODY_DECODE` if the body is not JSON; SchemaError if it does not match the schema;
   * OptionError if `schema` is not a Standard Schema
   */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- names the type, as the other `json()` do
  json<Value = unknown>(): Value;
  json<Output>(schema: StandardSchema<unknown, Output>): Promise<Output>;
  json(schema?: StandardSchema): unknown {
    const value = parseJson(this.#bytes, this.#response);
    if (schema === undefined) return value;
    checkSchema(schema);
    return validate(value, schema, this.#response.attempt);
  }
}

showAs(
  BufferedResponse,
  ({ status, url }) => `BufferedResponse { status: ${status}, url: '${safeUrl(url)}' }`,
);
