// A scripted transport: the test decides what the peer does.
import { createClient, HttpHeaders, HttpResponse, type HttpRequest } from '../../src/index.ts';
import type { AnyPlugin } from '../../src/plugin-api.ts';
import { ResponseBody, type BodySource, type Transport } from '../../src/transport-api.ts';
import { createVirtualClock, type VirtualClock } from '@sluice/fixtures';

/** One exchange of the scripted transport. */
export class Exchange implements BodySource {
  readonly request: HttpRequest;
  readonly answer: Promise<HttpResponse>;
  body!: ResponseBody;
  paused = false;
  /** The reason with which it was aborted or destroyed. */
  destroyed: unknown;
  #resolve!: (response: HttpResponse) => void;
  #reject!: (error: unknown) => void;

  constructor(request: HttpRequest) {
    this.request = request;
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    request.attempt.addAbortListener({
      onAbort: (reason) => {
        if (this.body === undefined) this.destroyed = reason;
        this.#reject(reason);
      },
    });
  }

  /** Delivers the headers; the body follows. */
  headers(status = 200, headers: Record<string, string> = {}, statusText = ''): this {
    const length = headers['content-length'];
    const { attempt, url } = this.request;
    this.body = new ResponseBody(attempt, this, length === undefined ? undefined : Number(length));
    const head = { status, statusText, headers: HttpHeaders.fromReceived(headers), url };
    this.#resolve(new HttpResponse(head, attempt, this.body));
    return this;
  }

  /** Fails the exchange before its headers. */
  fail(error: unknown): void {
    this.#reject(error);
  }

  push(bytes: number | string): this {
    this.body.push(typeof bytes === 'string' ? Buffer.from(bytes) : new Uint8Array(bytes));
    return this;
  }

  finish(kept = true): this {
    this.body.finish(kept);
    return this;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  destroy(reason: unknown): void {
    this.destroyed = reason;
  }
}

/** A scripted transport, on a clock that the test controls. */
export class Rig implements Transport {
  readonly name = 'scripted';
  readonly clock: VirtualClock = createVirtualClock();
  readonly exchanges: Exchange[] = [];

  client<const Plugins extends readonly AnyPlugin[]>(...plugins: Plugins) {
    return createClient<Plugins>({ transport: this, plugins, clock: this.clock });
  }

  send(request: HttpRequest): Promise<HttpResponse> {
    const exchange = new Exchange(request);
    this.exchanges.push(exchange);
    return exchange.answer;
  }

  /** An exchange by its number, by default the latest; runs microtasks first. */
  async exchange(index = -1): Promise<Exchange> {
    await this.clock.advance(0);
    const exchange = this.exchanges.at(index);
    if (exchange === undefined) throw new Error('nothing was sent');
    return exchange;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** The state of a promise, without waiting for it. */
export function watch<Value>(promise: PromiseLike<Value>): { value?: Value; error?: unknown; done: boolean } {
  const seen: { value?: Value; error?: unknown; done: boolean } = { done: false };
  promise.then(
    (value) => Object.assign(seen, { value, done: true }),
    (error: unknown) => Object.assign(seen, { error, done: true }),
  );
  return seen;
}
