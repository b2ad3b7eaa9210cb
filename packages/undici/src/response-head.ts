import type { HttpHeaders, HttpRequest, ResponseHead } from '@sluice/core';
import type { ReceivedHeaders } from './framing.ts';

/** The head of a response, whose URL is made when it is asked for. */
export class Head implements ResponseHead {
  readonly status: number;
  readonly statusText: string;
  readonly headers: HttpHeaders;
  readonly #request: HttpRequest;

  constructor(status: number, statusText: string, headers: HttpHeaders, request: HttpRequest) {
    this.status = status;
    this.statusText = statusText;
    this.headers = headers;
    this.#request = request;
  }

  get url(): URL {
    return this.#request.url;
  }
}

/** The length a body announces; undefined when it has none or announces none. */
export function declaredLength(
  method: string,
  status: number,
  received: ReceivedHeaders,
): number | undefined {
  if (method === 'HEAD' || status === 204 || status === 304) return undefined;
  const value = received['content-length'];
  return value === undefined ? undefined : Number(value);
}
