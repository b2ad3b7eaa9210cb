// Connects an API: makes or takes its client, and makes its operations callable.
import { OptionError } from '@sluice/core';
import { hidePathValues } from '@sluice/core/internal';
import { refuse, type AnyPlugin, type PluginHost } from '@sluice/core/plugin';
import { createClient, type SluiceCallOptions, type SluiceClient, type SluiceOptions } from 'sluice';
import { splitSettings } from '../declare/check-api.ts';
import type { ApiSettings, ConnectOptions, Connection, Operations } from '../declare/api.ts';
import { Endpoint, type ApiState } from './api-state.ts';
import { OperationCall } from './pending.ts';
import { capturePlugin, namePlugin } from './plugins.ts';
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

/** Plugins whose per-call option of the same name switches them off. */
const CREDENTIALS: ReadonlySet<string> = new Set(['bearer', 'basic', 'apiKey', 'oauth']);

/** A client with the plugins of this package, and what they know of it. */
interface Own {
  readonly client: SluiceClient;
  readonly host: PluginHost;
  /** Closes what belongs to the API. */
  readonly close: () => Promise<void>;
}

/** @throws OptionError */
export function connect(
  operations: Operations,
  settings: ApiSettings,
  ofApi: SluiceOptions,
  given: ConnectOptions = {},
): Connection {
  const { client: givenClient, ...rest } = given;
  const split = splitSettings(rest);
  const chosen: ApiSettings = { ...settings, ...split.settings };
  const { client, host, close } =
    givenClient === undefined
      ? ownClient(ofApi, split.clientOptions, chosen)
      : extended(givenClient, split.clientOptions, chosen);
  const plugins = [...(ofApi.plugins ?? []), ...(split.clientOptions.plugins ?? [])];
  const baseUrl = givenClient === undefined || host.baseUrl !== undefined ? undefined : baseOf(ofApi);
  if (host.baseUrl === undefined && baseUrl === undefined)
    throw refuse('baseUrl', undefined, 'given to defineApi(), to connect() or to the client');
  const state: ApiState = {
    name: ofApi.name,
    client,
    clock: host.clock,
    baseUrl,
    requestIdHeaders: chosen.requestIdHeaders ?? REQUEST_ID_HEADERS,
    queryStyle: chosen.queryStyle ?? 'repeat',
    drift: chosen.drift ?? 'throw',
    onDrift: chosen.onDrift,
    anonymous: chosen.anonymous ?? withoutCredentials(plugins),
  };
  const isUnknown = givenClient !== undefined && chosen.anonymous === undefined;
  const connection: Record<string, unknown> = {};
  for (const [name, operation] of Object.entries(operations)) {
    const { declaration, path } = operation;
    if (declaration.auth === 'none' && isUnknown)
      throw new OptionError(
        'anonymous',
        `option 'anonymous' must be given: the operation '${name}' declares auth: 'none', and the plugins of the given client are not known; for example { bearer: false }, or {} for none`,
      );
    const secret = declaration.secret?.params ?? [];
    if (secret.length > 0) hidePathValues(path, secret);
    const endpoint = new Endpoint(state, name, operation);
    connection[name] = (input?: unknown, options?: PerCall) => new OperationCall(endpoint, input, options);
  }
  return Object.assign(connection, { $client: client, $close: close, [Symbol.asyncDispose]: close });
}

function ownClient(ofApi: SluiceOptions, given: SluiceOptions, settings: ApiSettings): Own {
  const base = createClient(ofApi);
  try {
    const { client, host } = extended(base, given, settings);
    return {
      client,
      host,
      close: async () => {
        await client.close();
        await base.close();
      },
    };
  } catch (error) {
    base.close().catch(() => undefined);
    throw error;
  }
}

/** The client with the plugins of this package. */
function extended(client: SluiceClient, given: SluiceOptions, { userAgent }: ApiSettings): Own {
  let host: PluginHost | undefined;
  const named: AnyPlugin = {
    ...namePlugin,
    setup: (its) => {
      host = its;
      return namePlugin.setup(its);
    },
  };
  const options: SluiceOptions = { ...given, plugins: [...(given.plugins ?? []), named, capturePlugin] };
  const own = client.extend(options);
  if (userAgent === undefined)
    return { client: own, host: host as unknown as PluginHost, close: () => own.close() };
  const withAgent = own.extend({ headers: { 'user-agent': userAgent } });
  return {
    client: withAgent,
    host: host as unknown as PluginHost,
    close: async () => {
      await withAgent.close();
      await own.close();
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
