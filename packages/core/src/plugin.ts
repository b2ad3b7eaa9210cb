// The contract of a plugin.
import type { CallScope } from './lifecycle/call-scope.ts';
import type { Clock } from './time/clock.ts';
import type { OptionSpec } from './options/call-option.ts';
import type { Interceptor } from './interceptor.ts';
import type { HttpRequest } from './request/request.ts';
import type { HttpResponse } from './response/response.ts';

/**
 * Passes a request to the layers below and returns a promise of its response; never throws. The promise rejects with a
 * TypeError, before anything is sent, for a second request in the stage `attempt`, for a request without its own branch
 * while another request is pending, and for a request of a call that is over.
 */
export type Next = (request: HttpRequest) => Promise<HttpResponse>;

/**
 * One layer of the pipeline. It may change the request, wait, call `next` or not, call `next` again after an outcome
 * (except in the stage `attempt`), and change the response.
 */
export type Middleware = (request: HttpRequest, next: Next) => Promise<HttpResponse>;

/**
 * The place of a plugin in the pipeline: `call` runs once per call, `retry` contains the retry loop, `attempt` runs once
 * per attempt. Within a stage, plugins run in the order listed; the first is outermost. Those with `innermost` come last.
 */
export type Stage = 'call' | 'retry' | 'attempt';

/** The parts of a client that its plugins can use. */
export interface PluginHost {
  /** The client's clock: the only source of time a plugin may use. */
  readonly clock: Clock;
  /** The base of the client's URLs, if it has one. Must not be changed. */
  readonly baseUrl: URL | undefined;
}

/** The parts of a plugin that has more than a middleware: either `middleware` or `interceptor`, and callbacks. */
export interface PluginParts {
  /** The layer. */
  readonly middleware?: Middleware | undefined;
  /**
   * A layer without promises, for the packages of this project alone (`@sluice/core/internal`); other plugins have a
   * `middleware`. It allocates nothing per call besides its own handler.
   */
  readonly interceptor?: Interceptor | undefined;
  /**
   * Called when a call is made, while its caller is still on the stack. Must not throw.
   * @param caller the function of the client that was called; a captured stack should begin above its frame
   */
  onCall?(call: CallScope, caller: (...args: never[]) => unknown): void;
  /** Called once when the client is closed. */
  close?(): Promise<void>;
  /** Part of `client.stats().plugins`, under the plugin's name. */
  stats?(): unknown;
}

/** The declaration of each per-call option, by name. */
export type CallOptionSpecs<CallOptions extends object> = {
  readonly [Key in keyof CallOptions]-?: OptionSpec;
};

/**
 * A plugin. Its type parameter has the per-call options that it adds to a client; on a client without the plugin they do
 * not compile.
 */
export interface Plugin<CallOptions extends object = {}> {
  /** Unique among a client's plugins. */
  readonly name: string;
  /** Its place in the pipeline. */
  readonly stage: Stage;
  /**
   * Whether it runs inside all plugins of its stage that are not innermost, whatever its position in the list: it sees the
   * request as they changed it. For plugins that depend on the final request and change nothing that others depend on.
   * Default: false.
   */
  readonly innermost?: boolean | undefined;
  /** Declares the per-call options it adds; `optionsOf()` reads them. */
  readonly callOptions?: CallOptionSpecs<CallOptions>;
  /** Called once per client. State outside `setup` is shared by all clients that are given the same plugin object. */
  setup(host: PluginHost): Middleware | PluginParts;
}

/** Any plugin, whichever per-call options it adds. */
// oxlint-disable-next-line typescript/no-explicit-any -- the one place where plugins of every kind meet
export type AnyPlugin = Plugin<any>;
