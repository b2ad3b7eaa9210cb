// The object that a call of an operation returns: a promise that sends the call when it is first used.
import type { HttpResponse } from '@sluice/core';
import { showAs } from '@sluice/core/internal';
import type { EventCallOptions } from '../events/sse.ts';
import { LateSource } from '../iteration/late-source.ts';
import type { Page, WalkOptions } from '../pages/page.ts';
import { ItemStream } from '../pages/page-stream.ts';
import type { Endpoint } from './api-state.ts';
import { begin } from './begin.ts';
import { dryRun } from './dry-run.ts';
import { refusedResult, runCall, type CallResult } from './run-call.ts';
import { checkInputParts, checkPerCall, type GivenInput } from './prepare.ts';
import { settle, type AnySettled } from './settle.ts';
import type { DownloadResult, DownloadSettings } from '../files/download-options.ts';
import type { PollOptions } from '../polling/poll-options.ts';
import type { Poller } from '../polling/poller.ts';
import type { Source } from './source.ts';
import type { PerCall } from './types.ts';

/** The checked arguments, or the error that refused them. */
type Checked =
  | { readonly input: GivenInput; readonly perCall: PerCall }
  | { readonly refused: unknown; readonly perCall: PerCall };

/**
 * Implements `Pending`, `Paged`, `Evented`, `Polled` and `Downloadable`. The first `then`, `settled` or other method sends
 * the call.
 */
export class OperationCall implements Promise<unknown> {
  readonly #endpoint: Endpoint;
  readonly #arguments: Checked;
  #result: Promise<CallResult> | undefined;
  #value: Promise<unknown> | undefined;

  /** Reads the arguments at once: later changes of the objects have no effect. */
  constructor(endpoint: Endpoint, input: unknown, options: PerCall | undefined) {
    this.#endpoint = endpoint;
    try {
      this.#arguments = { input: checkInputParts(endpoint, input), perCall: checkPerCall(options) };
    } catch (refused) {
      this.#arguments = { refused, perCall: {} };
    }
  }

  /** Required by the type `Promise`. */
  get [Symbol.toStringTag](): string {
    return 'OperationCall';
  }

  static {
    // The arguments are left out: they may be secrets.
    showAs(this, (call: OperationCall) => {
      const { name, route } = call.#endpoint;
      return `OperationCall { operation: '${name}', route: '${route}' }`;
    });
  }

  // oxlint-disable-next-line unicorn/no-thenable -- a call is awaited
  then<Value = unknown, Caught = never>(
    onValue?: ((value: unknown) => Value | PromiseLike<Value>) | null,
    onError?: ((error: unknown) => Caught | PromiseLike<Caught>) | null,
  ): Promise<Value | Caught> {
    return this.#body().then(onValue, onError);
  }

  catch<Caught = never>(
    onError?: ((error: unknown) => Caught | PromiseLike<Caught>) | null,
  ): Promise<unknown> {
    return this.#body().catch(onError);
  }

  finally(onSettled?: (() => void) | null): Promise<unknown> {
    return this.#body().finally(onSettled);
  }

  #body(): Promise<unknown> {
    return (this.#value ??= this.#run().then((result) => {
      if (result.ok) return result.value;
      throw result.error;
    }));
  }

  #run(): Promise<CallResult> {
    const given = this.#arguments;
    this.#result ??=
      'refused' in given
        ? Promise.resolve(refusedResult(this.#endpoint, given.refused))
        : runCall(this.#endpoint, given.input, given.perCall);
    return this.#result;
  }

  async settled(): Promise<AnySettled> {
    return await settle(this.#endpoint, await this.#run(), this.#arguments.perCall.signal);
  }

  async response(): Promise<HttpResponse> {
    return await this.#begin((source) => source.openAny());
  }

  async request(): Promise<Request> {
    return await this.#begin(dryRun);
  }

  pages(options: WalkOptions = {}): AsyncIterable<Page> {
    const { page } = this.#endpoint.declaration;
    if (page === undefined) throw this.#lacks('page', 'pages()');
    return page.walk(() => this.#source(), options);
  }

  [Symbol.asyncIterator](): AsyncIterator<unknown, undefined> {
    const { page } = this.#endpoint.declaration;
    if (page === undefined) throw this.#lacks('page', 'iterating over a call');
    const pages = new LateSource(() => Promise.resolve(page.walk(() => this.#source())));
    return new ItemStream(pages)[Symbol.asyncIterator]();
  }

  events(options: EventCallOptions = {}): AsyncIterable<unknown> {
    const { events } = this.#endpoint.declaration;
    if (events === undefined) throw this.#lacks('events', 'events()');
    return events.open(() => this.#source(), options);
  }

  poll(options: PollOptions = {}): Poller {
    const { poll } = this.#endpoint.declaration;
    if (poll === undefined) throw this.#lacks('poll', 'poll()');
    const source = this.#source();
    // Without this handler, a rejection would be unhandled if `poll()` refuses the options.
    source.catch(() => undefined);
    return poll.poll(source, options);
  }

  async download(path: string | URL, options: DownloadSettings = {}): Promise<DownloadResult> {
    const { download } = this.#endpoint.declaration;
    if (download === undefined) throw this.#lacks('download', 'download()');
    const source = this.#source();
    source.catch(() => undefined);
    return await download.download(source, path, options);
  }

  /** Prepares the call without sending it. */
  #source(): Promise<Source> {
    return this.#begin((source) => source);
  }

  async #begin<Result>(use: (source: Source) => Result): Promise<Awaited<Result>> {
    const given = this.#arguments;
    if ('refused' in given) throw given.refused;
    return await begin(this.#endpoint, given.input, given.perCall, { request: undefined }, use);
  }

  #lacks(property: string, method: string): TypeError {
    return new TypeError(
      `${method} needs '${property}' in the declaration of the operation '${this.#endpoint.name}'`,
    );
  }
}
