import type { HttpHeaders, HttpRequest, ResponseHead } from '@sluice/core';

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
