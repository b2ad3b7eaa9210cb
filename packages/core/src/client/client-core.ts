// The state of a client: its defaults, its pipeline and its counters.
import { publishCallMade } from '../diagnostics.ts';
import { ownCopy } from '../options/own-copy.ts';
import {
  boolean,
  duration,
  isOptions,
  parseOptions,
  string,
  type OptionParsers,
} from '../options/parsers.ts';
import { readUnpolluted } from '../options/read-unpolluted.ts';
import { buildPipeline, checkPlugin, type Pipeline } from '../pipeline/pipeline.ts';
import { DrainCounts } from '../response/drain/drain-counts.ts';
import { HttpHeaders } from '../headers/headers.ts';
import type { HttpRequest } from '../request/request.ts';
import { parseClock } from '../options/clock-option.ts';
import { systemClock } from '../time/clock.ts';
import { attachRequest } from '../errors/base.ts';
import { ClosedError, destroyedError } from '../errors/closed-error.ts';
import { refuse, adviseCall } from '../errors/option-error.ts';
import type { AnyTransport, RequestDefaults } from '../transport.ts';
import {
  buildRequest,
  closeBodyOf,
  requestLine,
  thirdArgument,
  type ClientDefaults,
} from './build-request.ts';
import { Call } from './call.ts';
import { CLIENT_KEYS } from './client-keys.ts';
import type { CoreCallOptions } from './call-options.ts';
import type { Client, ClientOptions, ClientStats, CloseOptions, Shortcut } from './client.ts';
import { CallsInFlight } from './calls-in-flight.ts';
import { registerSettings } from './client-settings.ts';
import { fetchFace, type FetchOptions } from '../fetch/fetch-face.ts';
import type { RedirectRules } from '../lifecycle/redirect-rules.ts';
import { OptionTable } from '../options/option-table.ts';
import { CallRun } from './call-run.ts';
import { debugLogger, parseLogger, type CallLogger } from './logger.ts';
import { acceptAny, queryOf, requestDefaults, type OwnDefaults } from './request-defaults.ts';
import { parseBaseUrl } from '../request/target.ts';

const CLOSE_PARSERS: OptionParsers<CloseOptions> = { within: duration({ infinite: true }) };

const TRANSPORT = 'a transport: an object with name, send and close';

const SETTLED = Promise.resolve();

/** The function of the client that was called: the frames above it are the caller's. */
type CallerFunction = (...args: never[]) => unknown;

/** The state of a client behind its callable object. */
export class ClientCore {
  #defaults: ClientDefaults;
  /** The defaults of calls of `fetch`. */
  #fetchDefaults: ClientDefaults;
  /** The headers and the query given to the client. */
  readonly #own: OwnDefaults;
  /** The transport's defaults that `#defaults` contain. */
  #transportDefaults: RequestDefaults | undefined;
  /** Whether the transport has request defaults, which may change. */
  readonly #transportAdds: boolean;
  readonly #pipeline: Pipeline;
  readonly #transport: AnyTransport;
  readonly #closeTransport: boolean;
  readonly #calls: CallsInFlight;
  readonly #drains = new DrainCounts();
  readonly #logger: CallLogger | undefined;
  #closing: Promise<void> | undefined;

  constructor(given: ClientOptions) {
    if (!isOptions(given)) throw refuse('options', given, 'an object');
    const options = ownCopy(given);
    const plugins = options.plugins ?? [];
    const { transport } = options;
    if (typeof transport?.send !== 'function' || typeof transport.close !== 'function') {
      throw refuse('transport', transport, TRANSPORT, adviseCall(transport));
    }
    if (!Array.isArray(plugins)) throw refuse('plugins', plugins, 'an array of plugins');
    for (const plugin of plugins) checkPlugin(plugin);
    const table = new OptionTable([...plugins, transport]);
    table.setDefaults(table.resolve(options, CLIENT_KEYS));
    const clock = options.clock === undefined ? systemClock : parseClock(options.clock, 'clock');
    const baseUrl = options.baseUrl === undefined ? undefined : parseBaseUrl(options.baseUrl);
    const { headers: ownHeaders } = options;
    const headersFunction = typeof ownHeaders === 'function' ? ownHeaders : undefined;
    this.#own = {
      headers: typeof ownHeaders === 'function' ? HttpHeaders.empty : HttpHeaders.from(ownHeaders),
      query: options.query === undefined ? undefined : queryOf(options.query),
    };
    this.#transportDefaults = readUnpolluted(transport, 'requestDefaults');
    this.#transportAdds = 'requestDefaults' in transport;
    this.#logger = options.logger === undefined ? debugLogger : parseLogger(options.logger);
    const name = options.name === undefined ? undefined : string(options.name, 'name');
    this.#calls = new CallsInFlight(name, readUnpolluted(transport, 'registry'));
    this.#defaults = {
      owner: this.#calls,
      baseUrl,
      clock,
      drains: this.#drains,
      table,
      headersFunction,
      ...requestDefaults(this.#own, this.#transportDefaults),
    };
    this.#fetchDefaults = acceptAny(this.#defaults);
    this.#pipeline = buildPipeline(plugins, transport, { clock, baseUrl });
    this.#transport = transport;
    this.#closeTransport =
      options.closeTransport === undefined || boolean(options.closeTransport, 'closeTransport');
  }

  /** Creates the callable object that the user gets. */
  face(): Client {
    const shortcut = (method: string): Shortcut<CoreCallOptions> => {
      const send = (url: string | URL, options?: CoreCallOptions, more?: never): Call =>
        this.#call(send, method, url, options, more);
      return send;
    };
    type Options = CoreCallOptions & { method?: string | undefined };
    const face = (url: string | URL, options?: Options, more?: never): Call =>
      this.#call(face, undefined, url, options, more);
    const fetching = (url: string, options: FetchOptions, rules: RedirectRules): Call =>
      this.#call(fetching, undefined, url, options, undefined, rules);
    const { clock, table, baseUrl } = this.#defaults;
    registerSettings(face, { clock, baseUrl, hasOption: (path) => table.has(path) });
    return Object.assign(face, {
      get: shortcut('GET'),
      head: shortcut('HEAD'),
      post: shortcut('POST'),
      put: shortcut('PUT'),
      patch: shortcut('PATCH'),
      delete: shortcut('DELETE'),
      options: shortcut('OPTIONS'),
      fetch: fetchFace(fetching, {
        redirects: table.names.includes('redirect'),
        baseUrl,
        clock,
      }),
      stats: () => this.#stats(),
      close: (options?: CloseOptions) => this.#closeWithin(options),
      destroy: (reason?: unknown) => this.#destroy(reason),
      [Symbol.asyncDispose]: () => this.#closeWithin(undefined),
    });
  }

  /**
   * Creates a call. Reads the arguments at once: a change that the caller makes afterwards has no effect on this call.
   * @param method the method of a shortcut
   * @param more a third argument, which would be ignored
   * @param fetchRules rules for redirects, if it is a call of `fetch`
   */
  #call(
    caller: CallerFunction,
    method: string | undefined,
    url: unknown,
    options: CoreCallOptions | undefined,
    more?: unknown,
    fetchRules?: RedirectRules,
  ): Call {
    const run = new CallRun(this.#calls, this.#pipeline, this.#logger);
    this.#calls.started++;
    let request: HttpRequest;
    try {
      if (this.#closing !== undefined) throw new ClosedError('client');
      if (more !== undefined) throw thirdArgument(method);
      if (this.#transportAdds) this.#updateDefaults();
      request = buildRequest(
        fetchRules === undefined ? this.#defaults : this.#fetchDefaults,
        method,
        url,
        options,
      );
      if (fetchRules !== undefined) request.call.followFetch(fetchRules);
    } catch (error) {
      run.refuse(attachRequest(error, requestLine(this.#defaults, method, url, options)));
      closeBodyOf(options);
      return new Call(run);
    }
    this.#calls.add(request.call);
    this.#pipeline.onCall?.(request.call, caller);
    publishCallMade(request);
    // Started in a microtask, so that `json()` and the other readers are registered before the request is sent.
    // Not with `queueMicrotask`, which wraps each callback in an async resource.
    void SETTLED.then(() => run.start(request));
    return new Call(run);
  }

  #updateDefaults(): void {
    const added = readUnpolluted(this.#transport, 'requestDefaults');
    if (added === this.#transportDefaults) return;
    this.#defaults = { ...this.#defaults, ...requestDefaults(this.#own, added) };
    this.#fetchDefaults = acceptAny(this.#defaults);
    this.#transportDefaults = added;
  }

  #stats(): ClientStats {
    return {
      calls: {
        started: this.#calls.started,
        answered: this.#calls.answered,
        failed: this.#calls.failed,
        inFlight: this.#calls.size,
      },
      drains: this.#drains.stats(),
      plugins: this.#pipeline.stats(),
      transport:
        readUnpolluted(this.#transport, 'stats') === undefined ? undefined : this.#transport.stats?.(),
    };
  }

  #closeWithin(options: CloseOptions | undefined): Promise<void> {
    let within: number | undefined;
    try {
      ({ within = Infinity } = parseOptions<CloseOptions>(options, CLOSE_PARSERS, 'close'));
    } catch (error) {
      return Promise.reject(error);
    }
    this.#closing ??= this.#close();
    return within === Infinity ? this.#closing : this.#limitClose(within);
  }

  async #limitClose(within: number): Promise<void> {
    const { clock } = this.#defaults;
    const timer = clock.setTimer(within, () =>
      this.#calls.abortAll(() => new ClosedError('client', { duringCall: true })),
    );
    try {
      await this.#closing;
    } finally {
      clock.clearTimer(timer);
    }
  }

  #destroy(reason: unknown): Promise<void> {
    this.#closing ??= this.#close();
    // Each call gets an error of its own, with its method and URL.
    this.#calls.abortAll(() => destroyedError('client', reason));
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#calls.idle();
    try {
      await this.#pipeline.close();
    } finally {
      if (this.#closeTransport) await this.#transport.close();
    }
  }
}
