// The head of a response, and the error of a response without one.
import type { HttpHeaders, HttpRequest, NetworkError } from '@sluice/core';
import { refusedResponse, type ResponseHead } from '@sluice/core/transport';

/** The head of a response. Its URL object is created at the first access. */
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

/** The error of a response whose body or end arrived before its head. Without it, the response would look empty. */
export function headless(): NetworkError {
  return refusedResponse('no head before its body', true);
}
