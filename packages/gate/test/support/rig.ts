import { createVirtualClock, type VirtualClock } from '@sluice/fixtures';
import {
  createClient,
  type Client,
  type CoreCallOptions,
  HttpHeaders,
  HttpResponse,
  type HttpRequest,
} from '@sluice/core';
import type { AbortListener, AnyPlugin } from '@sluice/core/plugin';
import { ResponseBody, type Transport } from '@sluice/core/transport';
import { expect } from 'vitest';
import { gate, type GateCallOptions, type GateOptions, type GateStats } from '../../src/index.ts';

/** One exchange of the scripted transport. The test controls its course. */
export class Exchange implements AbortListener {
  readonly request: HttpRequest;
  readonly response: Promise<HttpResponse>;
  body: ResponseBody | undefined;
  over = false;
  #settle!: { resolve(response: HttpResponse): void; reject(error: unknown): void };
  readonly #onOver: (exchange: Exchange) => void;

  constructor(request: HttpRequest, onOver: (exchange: Exchange) => void) {
    this.request = request;
    this.#onOver = onOver;
    this.response = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    const connection = { id: 1, reused: false, protocol: 'http/1.1', remoteAddress: undefined };
    request.attempt.record.connection = connection;
    request.attempt.addAbortListener(this);
  }

  onAbort(reason: unknown): void {
    this.fail(reason);
  }

  /** The headers arrive, unless they have already; the body stays open. */
  answer(status = 200, headers: Record<string, string> = {}): void {
    if (this.body !== undefined) return;
    const { attempt, url } = this.request;
    attempt.removeAbortListener(this);
    const source = { pause() {}, resume() {}, destroy: () => this.#end() };
    this.body = new ResponseBody(attempt, source);
    const head = { status, statusText: '', headers: HttpHeaders.from(headers), url };
    this.#settle.resolve(new HttpResponse(head, attempt, this.body));
  }

  /** The body ends. */
  finish(): void {
    this.#end();
    this.body?.finish(true);
  }

  /** The whole response arrives at once. */
  complete(): void {
    this.answer();
    this.finish();
  }

  /** The exchange breaks, before its headers or after. */
  fail(error: unknown): void {
    if (this.over) return;
    this.#end();
    if (this.body === undefined) this.#settle.reject(error);
    else this.body.fail(error);
  }

  #end(): void {
    if (this.over) return;
    this.over = true;
    this.#onOver(this);
  }
}

/** A transport that keeps every exchange open until the test ends it, and counts those under way. */
export class ScriptedTransport implements Transport {
  readonly name = 'scripted';
  /** Every exchange so far. */
  readonly exchanges: Exchange[] = [];
  /** Exchanges under way, in order of arrival. */
  readonly open = new Set<Exchange>();
  /** The most exchanges under way at once. */
  most = 0;
  /** Called with every new exchange. */
  onSend: ((exchange: Exchange) => void) | undefined = undefined;

  send(request: HttpRequest): Promise<HttpResponse> {
    const exchange = new Exchange(request, (ended) => this.open.delete(ended));
    this.exchanges.push(exchange);
    this.open.add(exchange);
    this.most = Math.max(this.most, this.open.size);
    this.onSend?.(exchange);
    return exchange.response;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Gives every exchange under way its whole response. */
  completeAll(): void {
    for (const exchange of this.open) exchange.complete();
  }

  /** The paths of the exchanges so far, in order. */
  get paths(): string[] {
    return this.exchanges.map(({ request }) => request.url.pathname);
  }
}

/** Waits until all settled promises have been handled. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A gated client over a scripted transport and a virtual clock. */
export interface Rig {
  readonly transport: ScriptedTransport;
  readonly clock: VirtualClock;
  readonly client: Client<CoreCallOptions & GateCallOptions>;
  stats(): GateStats;
}

export function rig(options: GateOptions, ...inside: AnyPlugin[]): Rig {
  const transport = new ScriptedTransport();
  const clock = createVirtualClock();
  const client = createClient({ transport, clock, plugins: [gate(options), ...inside] });
  return { transport, clock, client, stats: () => client.stats().plugins['gate'] as GateStats };
}

/** Asserts that nothing runs or waits and that no timer is left. */
export function expectIdle({ stats, clock }: Rig): void {
  const { running, slots, waiting, keys } = stats();
  expect({ running, slots, waiting, keys: Object.keys(keys), timers: clock.pending() }).toEqual({
    running: 0,
    slots: 0,
    waiting: 0,
    keys: [],
    timers: 0,
  });
}

/** The error of a promise; undefined if it fulfils. */
export function failure(promise: PromiseLike<unknown>): Promise<unknown> {
  return Promise.resolve(promise).then(
    () => undefined,
    (error: unknown) => error,
  );
}
