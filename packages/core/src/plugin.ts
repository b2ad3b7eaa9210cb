import type { CallScope } from './lifecycle/call-scope.ts';
import type { Clock } from './time/clock.ts';
import type { OptionSpec } from './options/call-option.ts';
import type { Interceptor } from './interceptor.ts';
import type { HttpRequest } from './request/request.ts';
import type { HttpResponse } from './response/response.ts';

/**
 * Passes a request on to what lies beneath and promises its response; never throws. Rejects before anything is sent with a
 * TypeError: for a second request in the stage `attempt`, for one beside another without a branch of its own, and when
 * the call is over.
 */
export type Next = (request: HttpRequest) => Promise<HttpResponse>;

/**
 * One layer of the pipeline: may change the request, wait, call `next` or not, call it again after an outcome (but not in
 * the stage `attempt`), and change the response.
 */
export type Middleware = (request: HttpRequest, next: Next) => Promise<HttpResponse>;

/**
 * Where in the pipeline a plugin stands: `call` runs once per call, `retry` holds the loop, `attempt` runs once per
 * try. Inside a stage plugins run in the order listed, the first outermost.
 */
export type Stage = 'call' | 'retry' | 'attempt';

/** What a plugin is given when a client is made. */
export interface PluginHost {
  /** The client's clock: the only source of time a plugin may use. */
  readonly clock: Clock;
}

/** What `setup` returns when a plugin has more to offer than its middleware. Either `middleware` or `interceptor`. */
export interface PluginParts {
  /** The layer. */
  readonly middleware?: Middleware | undefined;
  /**
   * A layer without promises, for the packages of this project alone (`@sluice/core/internal`); other plugins have a
   * `middleware`. In the stages `call` and `retry` it costs a call next to nothing; in the stage `attempt`, where every
   * layer promises its response, it costs what a middleware does.
   */
  readonly interceptor?: Interceptor | undefined;
  /**
   * Called when a call is made, while its caller is still on the stack. Must not throw.
   * @param made the function of the client that was called, where a captured stack should begin
   */
  onCall?(call: CallScope, made: (...args: never[]) => unknown): void;
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
 * A plugin. Its type parameter says which per-call options it adds to a client that has it; the compiler refuses them
 * on a client that has not.
 */
export interface Plugin<CallOptions extends object = {}> {
  /** Unique among a client's plugins. */
  readonly name: string;
  /** Where it stands. */
  readonly stage: Stage;
  /** Declares the per-call options it adds; `optionsOf()` reads them. */
  readonly callOptions?: CallOptionSpecs<CallOptions>;
  /** Called once per client. State kept outside `setup` is shared by all clients given the same plugin object. */
  setup(host: PluginHost): Middleware | PluginParts;
}

/** Any plugin, whatever per-call options it adds. */
// oxlint-disable-next-line typescript/no-explicit-any -- the one place where plugins of every kind meet
export type AnyPlugin = Plugin<any>;
