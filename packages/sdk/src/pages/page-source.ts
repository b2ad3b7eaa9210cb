// Requests the pages of a walk, some of them ahead of the consumer, and checks the position that follows each.
import { TimeoutError, type BufferedResponse, type Clock } from '@sluice/core';
import { Alarm, alarmsOf } from '@sluice/core/plugin';
import { attachRequest } from '@sluice/core/internal';
import type { CallSource } from '../call/call-source.ts';
import type { ItemSource } from '../iteration/single-use.ts';
import { valueAt } from './field-path.ts';
import type { Page } from './page.ts';
import { PaginationError } from './pagination-error.ts';
import type { FirstRequest, PageFinder } from './strategy.ts';
import type { WalkSettings } from './walk-options.ts';

/** The calls of a walk. */
export type WalkCalls = Pick<CallSource, 'clock' | 'method' | 'send' | 'read'> & {
  /** The first request. */
  readonly first: FirstRequest;
  /** The signal of the caller. */
  readonly signal: AbortSignal | undefined;
  /** Checks the items of a page. */
  readonly check?: ((items: readonly unknown[]) => Promise<readonly unknown[]>) | undefined;
};

const DONE: IteratorReturnResult<undefined> = Object.freeze({ done: true, value: undefined });

/** The pages of one walk. At most one request is in flight, since each page has the position of the next. */
export class PageSource extends Alarm implements ItemSource<Page> {
  readonly #calls: WalkCalls;
  readonly #rule: PageFinder;
  readonly #settings: WalkSettings;
  readonly #control = new AbortController();
  #signal: AbortSignal | undefined;
  readonly #ready: Page[] = [];
  #fetching: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;
  #position: string | undefined;
  readonly #visited = new Set<string>();
  #fetched = 0;
  #isAtEnd = false;

  constructor(calls: WalkCalls, rule: PageFinder, settings: WalkSettings) {
    super();
    this.#calls = calls;
    this.#rule = rule;
    this.#settings = settings;
    this.#position = settings.from;
  }

  async next(): Promise<IteratorResult<Page, undefined>> {
    this.#calls.signal?.throwIfAborted();
    while (this.#ready.length === 0 && this.#canFetch()) {
      await (this.#fetching ?? this.#fetch());
      this.#calls.signal?.throwIfAborted();
    }
    const page = this.#ready.shift();
    if (page !== undefined) {
      this.#fetchAhead();
      return { done: false, value: page };
    }
    this.stop();
    if (this.#failure !== undefined) throw this.#failure.error;
    return DONE;
  }

  /** The deadline passed. */
  onTime(): void {
    const { deadline } = this.#settings;
    this.#control.abort(new TimeoutError('total', deadline, 'deadline: the walk over the pages did not end'));
  }

  close(): void {
    this.#isAtEnd = true;
    this.stop();
    this.#control.abort();
  }

  #canFetch(): boolean {
    return !this.#isAtEnd && this.#failure === undefined;
  }

  #fetchAhead(): void {
    if (this.#ready.length >= this.#settings.prefetch || this.#fetching !== undefined) return;
    if (this.#canFetch()) void this.#fetch().then(() => this.#fetchAhead());
  }

  /** Requests the next page. Never rejects. */
  #fetch(): Promise<void> {
    const fetching = this.#tryFetch().finally(() => {
      this.#fetching = undefined;
    });
    this.#fetching = fetching;
    return fetching;
  }

  async #tryFetch(): Promise<void> {
    try {
      const page = await this.#request();
      if (this.#isAtEnd) return;
      this.#ready.push(page);
      this.#advance(page);
    } catch (error) {
      this.#failure = { error };
    }
  }

  async #request(): Promise<Page> {
    const position = this.#position;
    const { first, clock } = this.#calls;
    const number = this.#fetched + 1;
    const changes = this.#rule.strategy.changes(position, first);
    const signal = this.#begin(clock);
    signal.throwIfAborted();
    const { url } = changes;
    const isAway = url instanceof URL && url.origin !== first.origin;
    const response = await (isAway
      ? this.#follow(url, number, signal)
      : this.#calls.send({ ...changes, signal }));
    const body = await this.#calls.read(response);
    const page = this.#pageOf({ position, number, body, response });
    const { check } = this.#calls;
    if (check === undefined) return page;
    try {
      return { ...page, items: await check(page.items) };
    } catch (error) {
      throw withRequest(error, response, this.#calls);
    }
  }

  #pageOf(
    received: Pick<Page, 'number' | 'body' | 'response'> & { readonly position: string | undefined },
  ): Page {
    const { number, body, response, position } = received;
    try {
      const items = itemsOf(body, this.#rule.items, number);
      const page = { number, body, items, response, position, first: this.#calls.first };
      const { strategy } = this.#rule;
      const answered = strategy.positionOf?.(page) ?? position;
      if (answered !== undefined) this.#visited.add(answered);
      if (position !== undefined) this.#visited.add(position);
      return { number, items, body, response, next: strategy.next(page) };
    } catch (error) {
      throw withRequest(error, response, this.#calls);
    }
  }

  /** Starts the deadline at the first request. */
  #begin(clock: Clock): AbortSignal {
    if (this.#signal === undefined) {
      const own = this.#control.signal;
      const { signal } = this.#calls;
      this.#signal = signal === undefined ? own : AbortSignal.any([signal, own]);
      alarmsOf(clock, false).start(this, this.#settings.deadline);
    }
    return this.#signal;
  }

  /** Follows a link to another origin with the client of that origin, without headers and options of the call. */
  #follow(url: URL, number: number, signal: AbortSignal): Promise<BufferedResponse> {
    const client = this.#rule.otherOrigins.get(url.origin);
    if (client !== undefined)
      return client
        .get(url, { signal, headers: { accept: 'application/json' }, allowOtherOrigin: true })
        .buffered();
    const message = `its origin ${url.origin} differs from the origin of the walk, ${this.#calls.first.origin}`;
    throw new PaginationError('origin', number, `${message}: give a client for it in 'otherOrigins'`);
  }

  #advance({ next, number, response }: Page): void {
    const { max, failsBeyond } = this.#settings;
    this.#fetched = number;
    this.#position = next;
    this.#isAtEnd = next === undefined || (number >= max && !failsBeyond);
    if (next === undefined || this.#isAtEnd) return;
    if (this.#visited.has(next)) {
      const message = 'this walk has requested the page before: the links form a loop';
      this.#fail(new PaginationError('loop', number + 1, message), response);
    } else if (number >= max) {
      const message = `more than ${max} pages follow each other; to request all of them, set 'max: Infinity'`;
      this.#fail(new PaginationError('limit', number + 1, message), response);
    }
  }

  #fail(error: PaginationError, response: BufferedResponse): void {
    this.#failure = { error: withRequest(error, response, this.#calls) };
  }
}

/** The items of a page. An empty body, or null in place of the items, is an empty page. */
function itemsOf(body: unknown, path: string | undefined, number: number): readonly unknown[] {
  const items = path === undefined || body === undefined ? body : valueAt(body, path);
  if (Array.isArray(items)) return items;
  if (body === undefined || items === null) return [];
  const message =
    path === undefined
      ? "its body is not an array of items: name the field that has them, such as linkPages({ items: 'data' })"
      : `its body has no array of items at '${path}'`;
  throw new PaginationError('items', number, message);
}

/** Adds the request of a page to an error. */
function withRequest<Thrown>(error: Thrown, { url }: BufferedResponse, { method }: WalkCalls): Thrown {
  return attachRequest(error, { method, url: new URL(url) });
}
