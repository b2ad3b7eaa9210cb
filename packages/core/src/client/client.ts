import { fetchFace } from './fetch-face.ts';
import { Call } from './call.ts';
import { CallRun, type CallCounts } from './run-call.ts';
import { buildRequest, type RequestDefaults } from './build-request.ts';
import type { CoreCallOptions, CorePolicyOptions } from './call-options.ts';
import { OptionTable } from './option-table.ts';
import { parseBaseUrl } from './target.ts';
import { systemClock, type Clock } from '../clock.ts';
import { ClosedError } from '../errors/closed-error.ts';
import { refuse } from '../errors/option-error.ts';
import { HttpHeaders, type HeadersInput } from '../headers.ts';
import { buildPipeline } from '../pipeline/pipeline.ts';
import type { AnyPlugin, Plugin } from '../plugin.ts';
import type { AnyTransport, Transport } from '../transport.ts';

type OptionsOf<Part> =
  Part extends Plugin<infer Options> ? Options : Part extends Transport<infer Options> ? Options : never;
type Merge<Union> = (Union extends unknown ? (part: Union) => void : never) extends (part: infer All) => void
  ? All
  : never;

/** The per-call options that a list of plugins and a transport add together. */
export type CallOptionsOf<
  Plugins extends readonly AnyPlugin[],
  Carrier extends AnyTransport,
> = CoreCallOptions &
  (Plugins extends readonly [] ? {} : Merge<OptionsOf<Plugins[number]>>) &
  OptionsOf<Carrier>;

/** What a client is made of. */
export interface ClientOptions<
  Plugins extends readonly AnyPlugin[] = readonly AnyPlugin[],
  Carrier extends AnyTransport = AnyTransport,
> extends CorePolicyOptions {
  /** What carries the requests. */
  readonly transport: Carrier;
  /** The layers of the pipeline; inside a stage the first listed is outermost. Default: none. */
  readonly plugins?: Plugins | undefined;
  /** Calls that name a path go below it, and no call leaves its origin unless `allowOtherOrigin`. Default: none. */
  readonly baseUrl?: string | URL | undefined;
  /** Sent with every call unless the call gives or removes them. Default: none. */
  readonly headers?: HeadersInput | undefined;
  /** The source of time. Default: {@link systemClock}. */
  readonly clock?: Clock | undefined;
  /** Whether `close()` closes the transport too. Default: true. */
  readonly closeTransport?: boolean | undefined;
}

/** Counters of a client. */
export interface ClientStats {
  /** Calls so far: begun, answered, failed, and those not yet over (their body included). */
  readonly calls: {
    readonly started: number;
    readonly answered: number;
    readonly failed: number;
    readonly inFlight: number;
  };
  /** What each plugin counts, by its name. */
  readonly plugins: Readonly<Record<string, unknown>>;
  /** What the transport counts. */
  readonly transport: unknown;
}

/** Sends a request with a method fixed. */
export type Shortcut<CallOptions extends object> = (url: string | URL, options?: CallOptions) => Call;

/** A client: callable, with a shortcut per method. */
export interface Client<CallOptions extends object = CoreCallOptions> extends AsyncDisposable {
  /** Sends a request. @param options may hold `method`; default: GET. */
  (url: string | URL, options?: CallOptions & { readonly method?: string | undefined }): Call;
  readonly get: Shortcut<CallOptions>;
  readonly head: Shortcut<CallOptions>;
  readonly post: Shortcut<CallOptions>;
  readonly put: Shortcut<CallOptions>;
  readonly patch: Shortcut<CallOptions>;
  readonly delete: Shortcut<CallOptions>;
  readonly options: Shortcut<CallOptions>;
  /**
   * The standard `fetch`, through this client's whole pipeline. Never throws on a status, and needs no `this`, so it
   * can be handed to any SDK that takes a fetch. A network failure is a TypeError whose `cause` says what happened.
   */
  readonly fetch: typeof fetch;
  /** Counters at this moment. */
  stats(): ClientStats;
  /** Refuses new calls, lets those in flight end (their bodies included), then closes plugins and transport. */
  close(): Promise<void>;
}

const KEYS: ReadonlySet<string> = new Set([
  'transport',
  'plugins',
  'baseUrl',
  'headers',
  'clock',
  'closeTransport',
]);

/**
 * Makes a client of a transport and plugins. The package `sluice` has a `createClient` with everything on.
 * @throws OptionError for an unknown or bad option.
 */
export function createClient<
  const Plugins extends readonly AnyPlugin[] = readonly [],
  Carrier extends AnyTransport = Transport,
>(options: ClientOptions<Plugins, Carrier>): Client<CallOptionsOf<Plugins, Carrier>> {
  return new ClientCore(options as ClientOptions).face();
}

class ClientCore {
  readonly #defaults: RequestDefaults;
  readonly #pipeline: ReturnType<typeof buildPipeline>;
  readonly #transport: AnyTransport;
  readonly #closeTransport: boolean;
  readonly #calls: CallCounts = { started: 0, answered: 0, failed: 0, inFlight: 0 };
  readonly #tracker: { onEnd(): void };
  #closing: Promise<void> | undefined;
  #idle: (() => void) | undefined;

  constructor(given: ClientOptions) {
    if (typeof given !== 'object' || given === null) throw refuse('options', given, 'an object');
    const options = Object.assign(Object.create(null), given) as ClientOptions;
    const plugins = options.plugins ?? [];
    const { transport } = options;
    if (typeof transport?.send !== 'function' || typeof transport.close !== 'function') {
      throw refuse('transport', transport, 'a transport: an object with name, send and close');
    }
    if (!Array.isArray(plugins)) throw refuse('plugins', plugins, 'an array of plugins');
    const table = new OptionTable([...plugins, transport]);
    table.setDefaults(table.resolve(options, KEYS));
    const clock = options.clock ?? systemClock;
    const baseUrl = options.baseUrl === undefined ? undefined : parseBaseUrl(options.baseUrl);
    const headers = HttpHeaders.from(options.headers);
    this.#defaults = { baseUrl, headers, clock, table };
    this.#pipeline = buildPipeline(plugins, transport, { clock });
    this.#transport = transport;
    this.#closeTransport = options.closeTransport ?? true;
    this.#tracker = {
      onEnd: () => {
        this.#calls.inFlight--;
        if (this.#calls.inFlight === 0) this.#idle?.();
      },
    };
  }

  face(): Client {
    const shortcut =
      (method: string): Shortcut<CoreCallOptions> =>
      (url, options) =>
        this.#call(method, url, options);
    const face = (url: string | URL, options?: CoreCallOptions & { method?: string | undefined }): Call =>
      this.#call(options?.method ?? 'GET', url, options);
    const close = (): Promise<void> => (this.#closing ??= this.#close());
    return Object.assign(face, {
      get: shortcut('GET'),
      head: shortcut('HEAD'),
      post: shortcut('POST'),
      put: shortcut('PUT'),
      patch: shortcut('PATCH'),
      delete: shortcut('DELETE'),
      options: shortcut('OPTIONS'),
      fetch: fetchFace(face),
      stats: () => this.#stats(),
      close,
      [Symbol.asyncDispose]: close,
    });
  }

  #call(method: unknown, url: unknown, options: CoreCallOptions | undefined): Call {
    let collect = false;
    let accept: string | undefined;
    const run = new CallRun(this.#calls);
    // Started a moment later, so that `json()` and its kin can say what they want before anything is sent.
    queueMicrotask(() => {
      this.#start(run, method, url, options, collect, accept);
    });
    return new Call(run.response, (wanted) => {
      collect = true;
      accept ??= wanted;
    });
  }

  #start(
    run: CallRun,
    method: unknown,
    url: unknown,
    options: CoreCallOptions | undefined,
    collect: boolean,
    accept: string | undefined,
  ): void {
    this.#calls.started++;
    if (this.#closing !== undefined) {
      run.refuse(new ClosedError('client'));
      return;
    }
    let request;
    try {
      request = buildRequest(this.#defaults, method, url, options, accept);
    } catch (error) {
      run.refuse(error);
      return;
    }
    const { call } = request;
    call.collect = collect;
    this.#calls.inFlight++;
    call.addEndListener(this.#tracker);
    run.start(request, this.#pipeline.run);
  }

  #stats(): ClientStats {
    return {
      calls: { ...this.#calls },
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
    await this.#pipeline.close();
    if (this.#closeTransport) await this.#transport.close();
  }
}
