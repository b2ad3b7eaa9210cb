// Connects an API: creates or extends a client, and makes the operations callable.
import { OptionError, type CloseOptions } from '@sluice/core';
import { hidePathValues } from '@sluice/core/internal';
import { option, refuse, type AnyPlugin, type PluginHost } from '@sluice/core/plugin';
import { createClient, type SluiceCallOptions, type SluiceClient, type SluiceOptions } from 'sluice';
import { splitSettings } from '../declare/check-api.ts';
import type { ApiSettings, ConnectOptions, Connection, Operations } from '../declare/api.ts';
import { Endpoint, type ApiState } from './api-state.ts';
import { OperationCall } from './operation-call.ts';
import { Preparations } from './preparations.ts';
import { extendClient } from './plugins.ts';
import type { PerCall } from './types.ts';

const REQUEST_ID_HEADERS: readonly string[] = [
  'x-request-id',
  'request-id',
  'x-github-request-id',
  'x-amzn-requestid',
  'x-amz-request-id',
  'x-ms-request-id',
  'x-correlation-id',
];

/** Plugins of credentials. The per-call option with the name of the plugin switches it off. */
const CREDENTIALS: ReadonlySet<string> = new Set(['bearer', 'basic', 'apiKey', 'oauth']);

const CLOSE: option.OptionParsers<CloseOptions> = { within: option.duration({ infinite: true }) };

/** A client that has the plugins of this package. */
interface ExtendedClient {
  readonly client: SluiceClient;
  /** The host that the plugins were set up with. */
  readonly host: PluginHost;
  /** Closes the clients that the API created. */
  readonly close: (options?: CloseOptions) => Promise<void>;
}

/** @throws OptionError */
export function connect(
  operations: Operations,
  settings: ApiSettings,
  ofApi: SluiceOptions,
  given: ConnectOptions = {},
): Connection {
  const { client: givenClient, ...rest } = given;
  if (givenClient !== undefined && typeof givenClient.extend !== 'function')
    throw refuse('client', givenClient, "a client of 'sluice', made by createClient()");
  const split = splitSettings(rest, ['client']);
  const chosen: ApiSettings = { ...settings, ...split.settings };
  const own =
    givenClient === undefined
      ? ownClient(ofApi, split.clientOptions, chosen)
      : extended(givenClient, split.clientOptions, chosen);
  try {
    const plugins =
      givenClient === undefined
        ? [ofApi, split.clientOptions].flatMap((from) => from.plugins ?? [])
        : undefined;
    const state = stateOf(own, chosen, ofApi, plugins);
    const close = async (options?: CloseOptions): Promise<void> => {
      const { within = Infinity } = option.parseOptions<CloseOptions>(options, CLOSE, 'close');
      await own.close({ within: await state.preparations.close(within, state.clock) });
    };
    return Object.assign(endpointsOf(operations, state), {
      $client: own.client,
      $close: close,
      [Symbol.asyncDispose]: () => close(),
    });
  } catch (error) {
    own.close().catch(() => undefined);
    throw error;
  }
}

/**
 * @param plugins the plugins of the client; undefined if they are unknown
 * @throws OptionError if neither the API nor the client has a `baseUrl`
 */
function stateOf(
  { client, host }: ExtendedClient,
  settings: ApiSettings,
  ofApi: SluiceOptions,
  plugins: readonly AnyPlugin[] | undefined,
): ApiState {
  const baseUrl = host.baseUrl === undefined ? baseOf(ofApi) : undefined;
  if (host.baseUrl === undefined && baseUrl === undefined)
    throw refuse('baseUrl', undefined, 'given to defineApi(), to connect() or to the client');
  return {
    name: ofApi.name,
    client,
    clock: host.clock,
    baseUrl,
    preparations: new Preparations(),
    requestIdHeaders: settings.requestIdHeaders ?? REQUEST_ID_HEADERS,
    queryStyle: settings.queryStyle ?? 'repeat',
    drift: settings.drift ?? 'throw',
    onDrift: settings.onDrift,
    anonymous: settings.anonymous ?? (plugins && withoutCredentials(plugins)),
  };
}

/** @throws OptionError if an operation is sent without credentials, and the plugins of the client are unknown */
function endpointsOf(operations: Operations, state: ApiState): Record<string, unknown> {
  const endpoints: Record<string, unknown> = {};
  for (const [name, operation] of Object.entries(operations)) {
    const { declaration, path } = operation;
    if (declaration.auth === 'none' && state.anonymous === undefined)
      throw new OptionError(
        'anonymous',
        `option 'anonymous' must be given: the operation '${name}' declares auth: 'none', and the plugins of the given client are unknown; pass the call options that switch its credentials off, such as { bearer: false }, or {} if it sends none`,
      );
    const secret = declaration.secret?.params ?? [];
    if (secret.length > 0) hidePathValues(path, secret);
    const endpoint = new Endpoint(state, name, operation);
    endpoints[name] = (input?: unknown, options?: PerCall) => new OperationCall(endpoint, input, options);
  }
  return endpoints;
}

function ownClient(ofApi: SluiceOptions, given: SluiceOptions, settings: ApiSettings): ExtendedClient {
  // The extended client shares the pool of its base, so both need the same clock.
  const base = createClient(given.clock === undefined ? ofApi : { ...ofApi, clock: given.clock });
  try {
    const { client, host } = extended(base, given, settings);
    return {
      client,
      host,
      close: async (options) => {
        await client.close(options);
        await base.close();
      },
    };
  } catch (error) {
    base.close().catch(() => undefined);
    throw error;
  }
}

/** Extends a client by the given options, by the plugins of this package, and by `userAgent`. */
function extended(client: SluiceClient, given: SluiceOptions, { userAgent }: ApiSettings): ExtendedClient {
  const first = extendClient(client, given);
  if (userAgent === undefined) return { ...first, close: (options) => first.client.close(options) };
  // A second extension: the headers of the first may be a function, and `userAgent` overrides them.
  const named = extendClient(first.client, { headers: { 'user-agent': userAgent } });
  return {
    ...named,
    close: async (options) => {
      await named.client.close(options);
      await first.client.close();
    },
  };
}

function baseOf({ baseUrl }: SluiceOptions): string | undefined {
  return baseUrl === undefined ? undefined : String(baseUrl).replace(/\/$/, '');
}

function withoutCredentials(plugins: readonly AnyPlugin[]): SluiceCallOptions {
  const names = plugins.map(({ name }) => name).filter((name) => CREDENTIALS.has(name));
  return Object.fromEntries(names.map((name) => [name, false]));
}
