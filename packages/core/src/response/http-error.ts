// The error that is thrown for a status outside 200–299.
import type { HttpHeaders } from '../headers/headers.ts';
import { errorBrand, nameKind, SluiceError } from '../errors/base.ts';
import { BodyError } from '../errors/body-error.ts';

/** The part of a response that an {@link HttpError} keeps. */
export interface HttpErrorResponse {
  /** The status code. */
  readonly status: number;
  /** The reason phrase as sent by the peer; often empty. */
  readonly statusText: string;
  /** The response's headers. */
  readonly headers: HttpHeaders;
  /** The final URL, after redirects. It includes the query: do not log it. */
  readonly url: string;
  /** The beginning of the body, read within `errorBody`. */
  readonly body: Uint8Array;
  /** Whether `body` is the whole body. False if the rest was too long, too slow or broken. */
  readonly complete: boolean;
}

/**
 * The server answered with a status outside 200–299, and `throwHttpErrors` is set. The beginning of the body is kept,
 * within the bound of the option `errorBody`.
 */
export class HttpError extends SluiceError {
  /** The status code of the response. */
  readonly status: number;
  /** The response: status, headers and the beginning of the body. Not enumerable, so that it is not logged by accident. */
  declare readonly response: HttpErrorResponse;

  static {
    nameKind(this, 'HttpError');
  }

  constructor(message: string, response: HttpErrorResponse) {
    super('ERR_SLUICE_HTTP_STATUS', message);
    this.status = response.status;
    Object.defineProperty(this, 'response', { value: response, enumerable: false });
  }

  /** The kept part of the body as text (UTF-8). */
  text(): string {
    return new TextDecoder().decode(this.response.body);
  }

  /**
   * The kept part of the body as JSON.
   * @throws BodyError `ERR_SLUICE_BODY_DECODE`, with this error as its `cause`, if the body is not JSON: for example an HTML
   * page of a gateway, or an incomplete body (`response.complete` is false)
   */
  json(): unknown {
    try {
      return JSON.parse(this.text());
    } catch {
      // Without the parser's message, which quotes the body: it may contain secrets.
      const { body, complete } = this.response;
      const size = `${body.length} bytes${complete ? '' : ', incomplete'}`;
      const message = `the body of the response ${this.status} is not JSON (${size})`;
      throw new BodyError('ERR_SLUICE_BODY_DECODE', message, { bytes: body.length, cause: this });
    }
  }

  /**
   * The kept part of the body for code that must not fail on unexpected content: the JSON value, the text if the body is not
   * JSON, undefined if it is empty.
   */
  get data(): unknown {
    const text = this.text();
    if (text === '') return undefined;
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return text;
    }
  }

  protected override details(): Record<string, unknown> {
    return { status: this.status, complete: this.response.complete };
  }
}

/** Whether an error is an {@link HttpError}, even if another copy of the package created it. */
export function isHttpError(error: unknown): error is HttpError {
  return errorBrand(error) === 'HttpError';
}
