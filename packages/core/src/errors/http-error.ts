import type { HttpHeaders } from '../headers.ts';
import { nameKind, SluiceError } from './base.ts';

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
   * @throws SyntaxError when it is none, for example because it was cut off (`response.complete` is false).
   */
  json(): unknown {
    return JSON.parse(this.text());
  }

  protected override details(): Record<string, unknown> {
    return { status: this.status, complete: this.response.complete };
  }
}
