import { parseDrain, type DrainBound } from '../body/drain.ts';
import { parseJson } from '../body/content.ts';
import type { HttpResponse } from '../response.ts';
import type { StandardSchema } from '../standard-schema.ts';

/** What a {@link Call} stands for. */
export interface RunningCall {
  /** The promise of its response. */
  readonly response: Promise<HttpResponse>;
  /** Tells the call, before it starts, that its body will be read whole, and what to accept unless a header says. */
  wantBody(accept?: string): void;
}

/**
 * A call under way. Awaited, it gives the response as soon as its headers are there. `json()`, `text()` and their
 * kin read the body as part of the call, so that a body cut short is retried.
 */
export class Call implements PromiseLike<HttpResponse> {
  readonly #run: RunningCall;

  /** Made by the client. */
  constructor(run: RunningCall) {
    this.#run = run;
  }

  /** As a promise of the response. */
  // oxlint-disable-next-line unicorn/no-thenable -- a call is awaited
  then<Value = HttpResponse, Failure = never>(
    onResponse?: ((response: HttpResponse) => Value | PromiseLike<Value>) | null,
    onError?: ((error: unknown) => Failure | PromiseLike<Failure>) | null,
  ): Promise<Value | Failure> {
    return this.#run.response.then(onResponse, onError);
  }

  /** As a promise of the response. */
  catch<Failure = never>(
    onError?: ((error: unknown) => Failure | PromiseLike<Failure>) | null,
  ): Promise<HttpResponse | Failure> {
    return this.#run.response.catch(onError);
  }

  /** As a promise of the response. */
  finally(onSettled?: (() => void) | null): Promise<HttpResponse> {
    return this.#run.response.finally(onSettled);
  }

  /**
   * The body as JSON, validated when a schema is given. Sends `accept: application/json` unless that header is set.
   * @throws BodyError `ERR_SLUICE_BODY_DECODE` when it is no JSON, SchemaError when the schema refuses it.
   */
  json<Value = unknown>(): Promise<Value>;
  json<Output>(schema: StandardSchema<unknown, Output>): Promise<Output>;
  json(schema?: StandardSchema): Promise<unknown> {
    this.#run.wantBody('application/json');
    if (schema !== undefined) return this.#run.response.then((response) => response.json(schema));
    return this.#run.response.then((response) => {
      const bytes = response.takePlain();
      return bytes === undefined ? response.json() : parseJson(bytes, response.attempt);
    });
  }

  /** The body as text: UTF-8, a byte order mark dropped. */
  text(): Promise<string> {
    this.#run.wantBody();
    return this.#run.response.then((response) => response.text());
  }

  /** The body, whole. */
  bytes(): Promise<Uint8Array> {
    this.#run.wantBody();
    return this.#run.response.then((response) => response.bytes());
  }

  /** The body as an ArrayBuffer. */
  arrayBuffer(): Promise<ArrayBuffer> {
    this.#run.wantBody();
    return this.#run.response.then((response) => response.arrayBuffer());
  }

  /** The body as a Blob. */
  blob(): Promise<Blob> {
    this.#run.wantBody();
    return this.#run.response.then((response) => response.blob());
  }

  /** Waits for the response, throws its body away within the bound, and gives the response. */
  async drain(bound?: Partial<DrainBound>): Promise<HttpResponse> {
    try {
      if (bound !== undefined) parseDrain(bound, 'bound');
    } catch (error) {
      // The response was to be thrown away, and has to be all the same.
      this.#run.response.then(
        (response) => response.discard(),
        () => undefined,
      );
      throw error;
    }
    const response = await this.#run.response;
    await response.drain(bound);
    return response;
  }
}
