import type { HttpHeaders } from '../headers/headers.ts';
import { errorBrand, nameKind, SluiceError } from '../errors/base.ts';
import { BodyError } from '../errors/body-error.ts';

/** What an {@link HttpError} keeps of the response. */
export interface HttpErrorResponse {
  /** The status code. */
  readonly status: number;
  /** The reason phrase as sent by the peer; often empty. */
  readonly statusText: string;
  /** The response's headers. */
  readonly headers: HttpHeaders;
  /** The final URL as a string, redirects followed. Holds the query: do not log it. */
  readonly url: string;
  /** What was read of the body within `errorBody`. */
  readonly body: Uint8Array;
  /** False when the body was longer, slower or broken, so that `body` is only its beginning. */
  readonly complete: boolean;
}

/**
 * The server answered with a status outside 200–299 and `throwHttpErrors` is on.
 * The beginning of the body is kept within the client's `errorBody` bound.
 */
export class HttpError extends SluiceError {
  /** The status code of the response. */
  readonly status: number;
  /** The response: status, headers and the part of the body that was read. Not enumerable, so it is not logged by accident. */
  declare readonly response: HttpErrorResponse;

  static {
    nameKind(this, 'HttpError');
  }

  constructor(message: string, response: HttpErrorResponse) {
    super('ERR_SLUICE_HTTP_STATUS', message);
    this.status = response.status;
    Object.defineProperty(this, 'response', { value: response, enumerable: false });
  }

  /** The kept body as text (UTF-8). */
  text(): string {
    return new TextDecoder().decode(this.response.body);
  }

  /**
   * The kept body as JSON.
   * @throws BodyError `ERR_SLUICE_BODY_DECODE` when it is none (a gateway's page, or a body that was cut off: then
   * `response.complete` is false). This error is its `cause`.
   */
  json(): unknown {
    try {
      return JSON.parse(this.text());
    } catch {
      // The parser's own message quotes the body, which may hold secrets.
      const { body, complete } = this.response;
      const message = `the body of the answer ${this.status} is not JSON (${body.length} bytes${complete ? '' : ', not all of it'})`;
      throw new BodyError('ERR_SLUICE_BODY_DECODE', message, { bytes: body.length, cause: this });
    }
  }

  protected override details(): Record<string, unknown> {
    return { status: this.status, complete: this.response.complete };
  }
}

/** Whether this is an {@link HttpError}, also of another copy of the package. */
export function isHttpError(error: unknown): error is HttpError {
  return errorBrand(error) === 'HttpError';
}
