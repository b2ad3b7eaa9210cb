// The promise of a body that is read as part of its call.
import type { HttpResponse } from '../response/response.ts';

/** A value that was read from a body, and the response with that body. */
export interface DataWithResponse<Value> {
  /** The value. */
  readonly data: Value;
  /** The response: status, headers, attempts and times. Its body was read. */
  readonly response: HttpResponse;
}

/** The part of a call's run that has the response. */
interface ResponseOwner {
  readonly response: Promise<HttpResponse>;
}

/** The promise of a value that is read from the body of a call: of its JSON, its text, its bytes. */
export class BodyPromise<Value> extends Promise<Value> {
  readonly #call: ResponseOwner;

  /** Created by the client. */
  constructor(
    call: ResponseOwner,
    executor: (
      resolve: (value: Value | PromiseLike<Value>) => void,
      reject: (error: unknown) => void,
    ) => void,
  ) {
    super(executor);
    this.#call = call;
  }

  static {
    // Makes `then`, `catch` and `finally` return plain promises, and lets `await` use this promise without wrapping it.
    void Object.defineProperty(this.prototype, 'constructor', {
      value: Promise,
      writable: true,
      configurable: true,
    });
  }

  /**
   * The value together with the response, for headers such as `link` and `etag`:
   * `const { data, response } = await api.get('/users').json().withResponse()`.
   * @throws the error with which the promise rejects
   */
  async withResponse(): Promise<DataWithResponse<Value>> {
    const data = await this;
    return { data, response: await this.#call.response };
  }
}
