import { ownCopy } from '../options/own-copy.ts';
import { boolean, isOptions } from '../options/parsers.ts';
import { readUnpolluted } from '../options/read-unpolluted.ts';
import { buildPipeline, checkPlugin, type Pipeline } from '../pipeline/pipeline.ts';
import { DrainCounts } from '../response/drain/drain-counts.ts';
import { ACCEPTED_CODINGS } from '../response/decode/codings.ts';
import { HttpHeaders } from '../headers/headers.ts';
import type { HttpRequest } from '../request/request.ts';
import { isClock, systemClock } from '../time/clock.ts';
import { ClosedError } from '../errors/closed-error.ts';
import { refuse } from '../errors/option-error.ts';
import type { AnyTransport, RequestDefaults } from '../transport.ts';
import { buildRequest, type ClientDefaults } from './build-request.ts';
import { Call } from './call.ts';
import type { CoreCallOptions } from './call-options.ts';
import type { Client, ClientOptions, ClientStats, Shortcut } from './client.ts';
import { fetchFace } from './fetch-face.ts';
import type { CorePolicyOptions } from '../options/core-options.ts';
import { OptionTable } from '../options/option-table.ts';
import { CallRun, type CallCounts } from './run-call.ts';
import { appendFields } from '../request/query.ts';
import { parseBaseUrl } from '../request/target.ts';

/** Options of a client that are not options of its calls. */
const CLIENT_KEYS: ReadonlySet<string> = new Set(
  Object.keys({
    transport: true,
    plugins: true,
    baseUrl: true,
    headers: true,
    clock: true,
    closeTransport: true,
  } satisfies Record<Exclude<keyof ClientOptions, keyof CorePolicyOptions>, true>),
);

const SOON = Promise.resolve();

/** The function of the client that was called: the frames above it are the caller's. */
type CallerFunction = (...args: never[]) => unknown;

/** What lies behind the face of a client. */
export class ClientCore {
  #defaults: ClientDefaults;
  /** What the client says itself. */
  readonly #headers: HttpHeaders;
  /** What its transport adds. */
  #added: RequestDefaults | undefined;
  readonly #pipeline: Pipeline;
  readonly #transport: AnyTransport;
  readonly #closeTransport: boolean;
  readonly #calls: CallCounts = { started: 0, answered: 0, failed: 0, inFlight: 0 };
  readonly #drains = new DrainCounts();
  readonly #inFlightCounter: { onEnd(): void };
  #closing: Promise<void> | undefined;
  #idle: (() => void) | undefined;

  constructor(given: ClientOptions) {
    if (!isOptions(given)) throw refuse('options', given, 'an object');
    const options = ownCopy(given);
    const plugins = options.plugins ?? [];
    const { transport } = options;
    if (typeof transport?.send !== 'function' || typeof transport.close !== 'function') {
      throw refuse('transport', transport, 'a transport: an object with name, send and close');
    }
    if (!Array.isArray(plugins)) throw refuse('plugins', plugins, 'an array of plugins');
    for (const plugin of plugins) checkPlugin(plugin);
    const table = new OptionTable([...plugins, transport]);
    table.setDefaults(table.resolve(options, CLIENT_KEYS));
    const { clock = systemClock } = options;
    if (!isClock(clock)) {
      throw refuse('clock', clock, 'a clock: an object with now, wallTime, setTimer and clearTimer');
    }
    const baseUrl = options.baseUrl === undefined ? undefined : parseBaseUrl(options.baseUrl);
    this.#headers = HttpHeaders.from(options.headers);
    this.#added = readUnpolluted(transport, 'requestDefaults');
    this.#defaults = { baseUrl, clock, drains: this.#drains, table, ...addedTo(this.#headers, this.#added) };
    this.#pipeline = buildPipeline(plugins, transport, { clock });
    this.#transport = transport;
    this.#closeTransport =
      options.closeTransport === undefined || boolean(options.closeTransport, 'closeTransport');
    this.#inFlightCounter = {
      onEnd: () => {
        this.#calls.inFlight--;
        if (this.#calls.inFlight === 0) this.#idle?.();
      },
    };
  }

  face(): Client {
    const shortcut = (method: string): Shortcut<CoreCallOptions> => {
      const send: Shortcut<CoreCallOptions> = (url, options) => this.#call(send, method, url, options);
      return send;
    };
    const face = (url: string | URL, options?: CoreCallOptions & { method?: string | undefined }): Call =>
      this.#call(face, undefined, url, options);
    const close = (): Promise<void> => (this.#closing ??= this.#close());
    return Object.assign(face, {
      get: shortcut('GET'),
      head: shortcut('HEAD'),
      post: shortcut('POST'),
      put: shortcut('PUT'),
      patch: shortcut('PATCH'),
      delete: shortcut('DELETE'),
      options: shortcut('OPTIONS'),
      fetch: fetchFace(face, this.#defaults.table.names.includes('redirect')),
      stats: () => this.#stats(),
      close,
      [Symbol.asyncDispose]: close,
    });
  }

  /**
   * Reads everything it was given now: what the caller changes afterwards belongs to the next call.
   * @param method what a shortcut stands for; undefined: the options say
   */
  #call(
    caller: CallerFunction,
    method: string | undefined,
    url: unknown,
    options: CoreCallOptions | undefined,
  ): Call {
    const run = new CallRun(this.#calls, this.#pipeline);
    this.#calls.started++;
    let request: HttpRequest;
    try {
      if (this.#closing !== undefined) throw new ClosedError('client');
      const added = readUnpolluted(this.#transport, 'requestDefaults');
      if (added !== this.#added) this.#add(added);
      request = buildRequest(this.#defaults, method, url, options);
    } catch (error) {
      run.refuse(error);
      return new Call(run);
    }
    this.#calls.inFlight++;
    this.#pipeline.onCall?.(request.call, caller);
    request.call.addEndListener(this.#inFlightCounter);
    // Started a moment later, so that `json()` and its kin can say what they want before anything is sent.
    // A reaction of a settled promise, since `queueMicrotask` wraps each callback in an async resource.
    void SOON.then(() => run.start(request));
    return new Call(run);
  }

  #add(added: RequestDefaults | undefined): void {
    this.#defaults = { ...this.#defaults, ...addedTo(this.#headers, added) };
    this.#added = added;
  }

  #stats(): ClientStats {
    return {
      calls: { ...this.#calls },
      drains: this.#drains.stats(),
      plugins: this.#pipeline.stats(),
      transport: this.#transport.stats?.(),
    };
  }

  async #close(): Promise<void> {
    if (this.#calls.inFlight > 0) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
    }
    try {
      await this.#pipeline.close();
    } finally {
      if (this.#closeTransport) await this.#transport.close();
    }
  }
}

/** The headers of a client over those its transport adds, and the query. @throws OptionError */
function addedTo(
  own: HttpHeaders,
  added: RequestDefaults | undefined,
): Pick<ClientDefaults, 'headers' | 'decodingHeaders' | 'query'> {
  const under = added && readUnpolluted(added, 'headers');
  const headers = under === undefined ? own : HttpHeaders.from(under).merge(own);
  const decodingHeaders = headers.has('accept-encoding')
    ? headers
    : headers.with('accept-encoding', ACCEPTED_CODINGS);
  const fields = added && readUnpolluted(added, 'query');
  if (fields === undefined) return { headers, decodingHeaders, query: undefined };
  const query = new URLSearchParams();
  appendFields(query, fields, 'query');
  return { headers, decodingHeaders, query };
}
