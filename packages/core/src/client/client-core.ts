// The state of a client: its defaults, its pipeline and its counters.
import { ownCopy } from '../options/own-copy.ts';
import { boolean, isOptions } from '../options/parsers.ts';
import { readUnpolluted } from '../options/read-unpolluted.ts';
import { buildPipeline, checkPlugin, type Pipeline } from '../pipeline/pipeline.ts';
import { DrainCounts } from '../response/drain/drain-counts.ts';
import { ACCEPTED_CODINGS } from '../response/decode/codings.ts';
import { HttpHeaders } from '../headers/headers.ts';
import type { HttpRequest } from '../request/request.ts';
import { parseClock } from '../options/clock-option.ts';
import { systemClock } from '../time/clock.ts';
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
import { CallRun, type CallCounts } from './call-run.ts';
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

const SETTLED = Promise.resolve();

/** The function of the client that was called: the frames above it are the caller's. */
type CallerFunction = (...args: never[]) => unknown;

/** The state of a client behind its callable object. */
export class ClientCore {
  #defaults: ClientDefaults;
  /** The headers given to the client. */
  readonly #headers: HttpHeaders;
  /** The transport's defaults that `#defaults` contain. */
  #transportDefaults: RequestDefaults | undefined;
  readonly #pipeline: Pipeline;
  readonly #transport: AnyTransport;
  readonly #closeTransport: boolean;
  readonly #calls: CallCounts = { started: 0, answered: 0, failed: 0, inFlight: 0 };
  readonly #drains = new DrainCounts();
  readonly #inFlightCounter: { onEnd(): void };
  #closing: Promise<void> | undefined;
  #onIdle: (() => void) | undefined;

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
    const clock = options.clock === undefined ? systemClock : parseClock(options.clock, 'clock');
    const baseUrl = options.baseUrl === undefined ? undefined : parseBaseUrl(options.baseUrl);
    this.#headers = HttpHeaders.from(options.headers);
    this.#transportDefaults = readUnpolluted(transport, 'requestDefaults');
    this.#defaults = {
      baseUrl,
      clock,
      drains: this.#drains,
      table,
      ...requestDefaults(this.#headers, this.#transportDefaults),
    };
    this.#pipeline = buildPipeline(plugins, transport, { clock });
    this.#transport = transport;
    this.#closeTransport =
      options.closeTransport === undefined || boolean(options.closeTransport, 'closeTransport');
    this.#inFlightCounter = {
      onEnd: () => {
        this.#calls.inFlight--;
        if (this.#calls.inFlight === 0) this.#onIdle?.();
      },
    };
  }

  /** Creates the callable object that the user gets. */
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
   * Creates a call. Reads the arguments at once: a change that the caller makes afterwards has no effect on this call.
   * @param method the method of a shortcut
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
      if (added !== this.#transportDefaults) this.#updateDefaults(added);
      request = buildRequest(this.#defaults, method, url, options);
    } catch (error) {
      run.refuse(error);
      return new Call(run);
    }
    this.#calls.inFlight++;
    this.#pipeline.onCall?.(request.call, caller);
    request.call.addEndListener(this.#inFlightCounter);
    // Started in a microtask, so that `json()` and the other readers are registered before the request is sent.
    // Not with `queueMicrotask`, which wraps each callback in an async resource.
    void SETTLED.then(() => run.start(request));
    return new Call(run);
  }

  #updateDefaults(added: RequestDefaults | undefined): void {
    this.#defaults = { ...this.#defaults, ...requestDefaults(this.#headers, added) };
    this.#transportDefaults = added;
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
        this.#onIdle = resolve;
      });
    }
    try {
      await this.#pipeline.close();
    } finally {
      if (this.#closeTransport) await this.#transport.close();
    }
  }
}

/** The headers and query fields of a client's requests: its own headers override its transport's. @throws OptionError */
function requestDefaults(
  own: HttpHeaders,
  added: RequestDefaults | undefined,
): Pick<ClientDefaults, 'headers' | 'decodingHeaders' | 'query'> {
  const addedHeaders = added && readUnpolluted(added, 'headers');
  const headers = addedHeaders === undefined ? own : HttpHeaders.from(addedHeaders).merge(own);
  const decodingHeaders = headers.has('accept-encoding')
    ? headers
    : headers.with('accept-encoding', ACCEPTED_CODINGS);
  const fields = added && readUnpolluted(added, 'query');
  if (fields === undefined) return { headers, decodingHeaders, query: undefined };
  const query = new URLSearchParams();
  appendFields(query, fields, 'query');
  return { headers, decodingHeaders, query };
}
