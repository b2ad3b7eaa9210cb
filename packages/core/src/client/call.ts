// A call in progress, as its caller holds it.
import { parseDrain, type DrainBound } from '../options/bounds.ts';
import type { CallRun } from './call-run.ts';
import { decodeText, parseJson } from '../response/content.ts';
import { BufferedResponse } from '../response/buffered-response.ts';
import type { HttpResponse } from '../response/response.ts';
import { BodyPromise } from './body-promise.ts';
import { checkSchema, type StandardSchema } from '../options/standard-schema.ts';

/**
 * A call in progress. `await` returns the response as soon as its headers have arrived. `json()`, `text()` and the other
 * readers read the body as part of the call, so that a body cut short is retried.
 */
export class Call implements Promise<HttpResponse> {
  readonly #run: CallRun;

  /** Created by the client. */
  constructor(run: CallRun) {
    this.#run = run;
  }

  /** Required by the type `Promise`. */
  get [Symbol.toStringTag](): string {
    return 'Call';
  }

  /** Like `then` of a promise of the response. */
  // oxlint-disable-next-line unicorn/no-thenable -- a call is awaited
  then<Value = HttpResponse, Failure = never>(
    onResponse?: ((response: HttpResponse) => Value | PromiseLike<Value>) | null,
    onError?: ((error: unknown) => Failure | PromiseLike<Failure>) | null,
  ): Promise<Value | Failure> {
    return this.#run.response.then(onResponse, onError);
  }

  /** Like `catch` of a promise of the response. */
  catch<Failure = never>(
    onError?: ((error: unknown) => Failure | PromiseLike<Failure>) | null,
  ): Promise<HttpResponse | Failure> {
    return this.#run.response.catch(onError);
  }

  /** Like `finally` of a promise of the response. */
  finally(onSettled?: (() => void) | null): Promise<HttpResponse> {
    return this.#run.response.finally(onSettled);
  }

  /**
   * The response with its whole body, which was read as part of the call: a body cut short is retried. Its headers and
   * its body can be read at once and more than once.
   */
  buffered(): BodyPromise<BufferedResponse> {
    return this.#run.read(toBuffered);
  }

  /**
   * The body as JSON, validated by the schema if one is given; `undefined` if the body is empty. Sends
   * `accept: application/json` unless that header is set.
   * @throws BodyError `ERR_SLUICE_BODY_DECODE` if the body is not JSON; SchemaError if it does not match the schema;
   * OptionError if `schema` is not a Standard Schema, before anything is sent
   */
  json<Value = unknown>(): BodyPromise<Value>;
  json<Output>(schema: StandardSchema<unknown, Output>): BodyPromise<Output>;
  json(schema?: StandardSchema): BodyPromise<unknown> {
    if (schema === undefined) return this.#run.read(readJson, 'application/json');
    try {
      checkSchema(schema);
    } catch (error) {
      return this.#refuse(error);
    }
    return this.#run.read((response) => response.json(schema), 'application/json');
  }

  /** The body as text: UTF-8, without a byte order mark. */
  text(): BodyPromise<string> {
    return this.#run.read(readText);
  }

  /** The whole body. */
  bytes(): BodyPromise<Uint8Array> {
    return this.#run.read((response) => response.bytes());
  }

  /** The body as an ArrayBuffer. */
  arrayBuffer(): BodyPromise<ArrayBuffer> {
    return this.#run.read((response) => response.arrayBuffer());
  }

  /** The body as a Blob. */
  blob(): BodyPromise<Blob> {
    return this.#run.read((response) => response.blob());
  }

  /**
   * Waits for the response, drains its body within the bound, and returns the response.
   * @throws OptionError for a bad bound, before anything is sent
   */
  async drain(bound?: Partial<DrainBound>): Promise<HttpResponse> {
    try {
      if (bound !== undefined) parseDrain(bound, 'bound');
    } catch (error) {
      return await this.#refuse(error);
    }
    const response = await this.#run.response;
    await response.drain(bound);
    return response;
  }

  /** Rejects a bad argument: nothing is sent, or if the call has started, its response is discarded. */
  #refuse(error: unknown): BodyPromise<never> {
    this.#run.refuseAtStart(error);
    this.#run.response.then(
      (response) => response.discard(),
      () => undefined,
    );
    return new BodyPromise(this.#run, (_resolve, reject) => reject(error));
  }
}

function toBuffered(response: HttpResponse): BufferedResponse | Promise<BufferedResponse> {
  return BufferedResponse.of(response);
}

/** Creates no promise if the body has arrived, which is the usual case. */
function readJson(response: HttpResponse): unknown {
  const bytes = response.takePlain();
  return bytes === undefined ? response.json() : parseJson(bytes, response);
}

function readText(response: HttpResponse): string | Promise<string> {
  const bytes = response.takePlain();
  return bytes === undefined ? response.text() : decodeText(bytes, response.attempt);
}
