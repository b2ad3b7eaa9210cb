// The plugins that a connected API adds to its client: one notes the operation of a request, one captures dry runs.
import { HttpHeaders, HttpResponse, type HttpRequest } from '@sluice/core';
import {
  callOption,
  option,
  optionsOf,
  refuse,
  type CallOption,
  type CallScope,
  type Plugin,
  type PluginHost,
  type Repeats,
} from '@sluice/core/plugin';
import { ResponseBody } from '@sluice/core/transport';
import type { Interceptor } from '@sluice/core/internal';
import { copiesPlugin } from '../conditional/conditional.ts';
import type { SluiceClient, SluiceOptions } from 'sluice';

/** The operation of a request, for plugins, hooks and metrics. */
export interface OperationInfo {
  /** The option `name` of the API; undefined if it has none. */
  readonly api: string | undefined;
  /** The name of the operation. */
  readonly operation: string;
  /** The method and the template of the path: without values, so that it can be a label of a metric. */
  readonly route: string;
  /** The tags that the call was given. */
  readonly tags: Readonly<Record<string, string>>;
}

/** The request of a call, once it has begun: it has the history of the call. */
export interface OperationTrace {
  request: HttpRequest | undefined;
}

/** What a call of an operation passes to these plugins. */
export interface OperationOption {
  readonly info: OperationInfo;
  /** The `accept` header, sent unless the client or the call sets one. */
  readonly accept: string;
  /** Whether the operation allows its request to be sent again; undefined: the rules of the client decide. */
  readonly repeats: Repeats | undefined;
  /** Filled in when the call begins. */
  readonly trace: OperationTrace;
  /** Receives the request in place of the transport, for a dry run. Default: the request is sent. */
  readonly capture?: ((request: HttpRequest) => void) | undefined;
}

/** The per-call option of the plugins. */
export interface OperationCallOptions {
  readonly operation?: OperationOption | undefined;
}

interface Declarations {
  readonly operation: CallOption<OperationOption | undefined>;
}

const DECLARED: Declarations = {
  operation: callOption(option.anything as CallOption<OperationOption | undefined>['parse'], undefined),
};

/** The operation of each call. */
const infos = new WeakMap<CallScope, OperationInfo>();

/** The operation that a request belongs to; undefined for a request of another client. For plugins and hooks. */
export function operationOf(request: HttpRequest): OperationInfo | undefined {
  return infos.get(request.call);
}

const name: Interceptor = (request, handler, next) => {
  const given = optionsOf(DECLARED, request).operation;
  if (given === undefined) return next(request, handler);
  infos.set(request.call, given.info);
  given.trace.request = request;
  if (given.repeats !== undefined) request.call.decideRepeats(given.repeats);
  const { headers } = request;
  next(headers.has('accept') ? request : request.withHeaders(headers.with('accept', given.accept)), handler);
};

/** The host of the client that was created last, from `setup` for {@link extendClient}. */
let lastHost: PluginHost | undefined;

/** Stage `call`: notes the operation of a call, and adds its `accept` header. */
const namePlugin: Plugin<OperationCallOptions> = {
  name: 'operation',
  stage: 'call',
  callOptions: DECLARED,
  setup(host) {
    lastHost = host;
    return { interceptor: name };
  },
};

/** Stage `attempt`, innermost: answers a dry run, since all other plugins have completed its request. */
const capturePlugin: Plugin = {
  name: 'dryRun',
  stage: 'attempt',
  innermost: true,
  setup: () => (request, next) => {
    const capture = optionsOf(DECLARED, request).operation?.capture;
    if (capture === undefined) return next(request);
    capture(request);
    return Promise.resolve(emptyResponse(request));
  },
};

/** The clients that have these plugins. */
const prepared = new WeakSet<SluiceClient>();

/**
 * Extends a client by options and, unless it has them already, by the plugins of this package.
 * @throws OptionError for an unknown or bad option
 */
export function extendClient(
  client: SluiceClient,
  options: SluiceOptions,
): { readonly client: SluiceClient; readonly host: PluginHost } {
  const { plugins = [] } = options;
  if (!Array.isArray(plugins)) throw refuse('plugins', plugins, 'an array of plugins');
  const added = prepared.has(client) ? [] : [namePlugin, copiesPlugin, capturePlugin];
  const extended = client.extend({ ...options, plugins: [...plugins, ...added] });
  prepared.add(extended);
  // `extend()` has called `setup` of the plugins.
  return { client: extended, host: lastHost as PluginHost };
}

function emptyResponse({ attempt, url }: HttpRequest): HttpResponse {
  const body = new ResponseBody(attempt, { pause() {}, resume() {}, destroy() {} }, 0);
  const response = new HttpResponse(
    { status: 204, statusText: '', headers: HttpHeaders.empty, url },
    attempt,
    body,
  );
  body.finish(false);
  return response;
}
