// A transport that answers by a table.
import type { HttpRequest, HttpResponse } from '../../src/index.ts';
import type { Transport } from '../../src/transport-api.ts';
import { Exchange } from './rig.ts';

/** Status, headers and body of a response. */
export type Answer = readonly [status: number, headers?: Record<string, string>, body?: string];

/** A transport that answers each request at once, by its method and URL. */
export class Answers implements Transport {
  readonly name = 'answers';
  readonly exchanges: Exchange[] = [];
  readonly #answer: (request: HttpRequest) => Answer;

  constructor(answer: (request: HttpRequest) => Answer) {
    this.#answer = answer;
  }

  /** The requests, as `METHOD url`. */
  get asked(): string[] {
    return this.exchanges.map(({ request }) => `${request.method} ${request.url.href}`);
  }

  send(request: HttpRequest): Promise<HttpResponse> {
    const exchange = new Exchange(request);
    this.exchanges.push(exchange);
    const [status, headers = {}, body = ''] = this.#answer(request);
    exchange.headers(status, headers).push(body).finish();
    return exchange.answer;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
