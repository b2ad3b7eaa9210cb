// `createClient()` of `sluice`: a client with every feature on.
import {
  createClient as createCoreClient,
  HttpHeaders,
  OptionError,
  type Client,
  type ClientStats,
} from '@sluice/core';
import { option, refuse, type AnyPlugin } from '@sluice/core/plugin';
import type { AnyTransport } from '@sluice/core/transport';
import { overlayHeaders, readUnpolluted, adviseCall } from '@sluice/core/internal';
import type { GateStats } from '@sluice/gate';
import { parseRegistry, type PoolStats } from '@sluice/pool';
import type { RetryStats } from '@sluice/retry';
import type { AttemptTimeoutStats, WatchdogStats } from '@sluice/watchdog';
import { TRANSPORT_OPTION_NAMES } from '@sluice/undici';
import { KNOWN_OPTIONS, PART_OPTIONS } from './known-options.ts';
import { mergeOptions } from './merge-options.ts';
import type { TransportOptionsOf, ExtraOptionsOf, SluiceCallOptions, SluiceOptions } from './options.ts';
import { makeParts, pluginsOf, type Parts } from './parts.ts';

const { isOptions, unknownOption } = option;

/** The statistics of a `sluice` client. */
export interface SluiceStats extends ClientStats {
  readonly plugins: Readonly<Record<string, unknown>> & {
    /** Retries, their outcomes, and the budget per host. */
    readonly retry: RetryStats;
    /** Slots and waiting lists, per host and in total. */
    readonly gate: GateStats;
    /** Exchanges that were detached from their attempts. */
    readonly attemptTimeout: AttemptTimeoutStats;
    /** Bodies that were reclaimed. */
    readonly watchdog: WatchdogStats;
  };
  /** The connection pool, per host and in total. With another transport, the statistics of that transport. */
  readonly transport: PoolStats;
}

/**
 * A client with every feature on.
 * @typeParam Extra the per-call options that its additional plugins and its transport add
 */
export interface SluiceClient<Extra extends object = {}> extends Client<SluiceCallOptions & Extra> {
  /**
   * Creates a client with some options changed. It shares the parts that it does not change, such as the connections, the
   * gate and the retry budget.
   * @throws OptionError for an unknown or invalid option
   */
  extend<
    const More extends readonly AnyPlugin[] = readonly [],
    TransportType extends AnyTransport = AnyTransport,
  >(
    options: SluiceOptions<More, TransportType>,
  ): SluiceClient<Extra & ExtraOptionsOf<More> & TransportOptionsOf<TransportType>>;
  /** The statistics at this moment. */
  stats(): SluiceStats;
}

/** The options that only a call can have. */
const CALL_OPTIONS: ReadonlySet<string> = new Set(['body', 'form', 'json', 'method', 'signal']);

/** The options of the default transport, which are refused with advice. */
const TRANSPORT_OPTIONS: ReadonlySet<string> = new Set(TRANSPORT_OPTION_NAMES);

/**
 * Creates a client with retries, a concurrency gate, timeouts, a watchdog for unread bodies and pooled connections. All are
 * on by default.
 *
 * @example
 * const api = createClient({ baseUrl: 'https://api.example.com', timeout: { total: 10_000 } });
 * const user = await api.get('/users/1').json();
 *
 * @throws OptionError for an unknown or invalid option
 */
export function createClient<
  const Plugins extends readonly AnyPlugin[] = readonly [],
  TransportType extends AnyTransport = AnyTransport,
>(
  options: SluiceOptions<Plugins, TransportType> = {},
): SluiceClient<ExtraOptionsOf<Plugins> & TransportOptionsOf<TransportType>> {
  const given = checked(options);
  // Not in `build()`: a client created by `extend()` must not restore a user-agent that was removed.
  const defaults = given.transport && readUnpolluted(given.transport, 'requestDefaults');
  const transportHeaders = HttpHeaders.from(defaults && readUnpolluted(defaults, 'headers'));
  const own = transportHeaders.has('user-agent')
    ? HttpHeaders.empty
    : HttpHeaders.from({ 'user-agent': 'sluice' });
  Object.assign(given, {
    headers: overlayHeaders(own, given.headers === undefined ? HttpHeaders.empty : given.headers),
  });
  return build(given, given, undefined);
}

function build(options: SluiceOptions, changed: SluiceOptions, base: Parts | undefined): SluiceClient {
  const parts = makeParts(options, changed, base);
  const core = Object.assign(Object.create(null), options) as Record<string, unknown>;
  for (const key of PART_OPTIONS) delete core[key];
  const transport = parts.transport.borrow();
  let client: Client;
  try {
    client = createCoreClient({
      ...core,
      plugins: pluginsOf(parts, options),
      transport,
    });
  } catch (error) {
    // A transport in these options still belongs to the caller.
    if (changed.transport === undefined) transport.close().catch(() => undefined);
    throw error;
  }
  return Object.assign(client, {
    extend: (more: SluiceOptions) => {
      const changed = checked(more, options.plugins);
      return build(mergeOptions(options, changed), changed, parts);
    },
  }) as unknown as SluiceClient;
}

/**
 * Checks options, writes out their shorthands, and copies them into an object without a prototype.
 * @param inherited the plugins of the client that is extended
 * @throws OptionError for an unknown option, or an invalid value of an option that only this package has
 */
function checked(given: SluiceOptions, inherited: readonly AnyPlugin[] = []): SluiceOptions {
  if (!isOptions(given)) {
    const advice = typeof given === 'string' ? 'use { baseUrl }' : undefined;
    throw refuse('options', given, 'an object', advice);
  }
  const options = Object.assign(Object.create(null), given, writtenOut(given)) as SluiceOptions;
  const { plugins, registry, transport, idempotencyKey: key } = options;
  if (key !== undefined && typeof key !== 'boolean' && !isOptions(key))
    throw refuse('idempotencyKey', key, 'true, false or { methods }; a single key belongs to a call');
  if (plugins !== undefined && !Array.isArray(plugins))
    throw refuse('plugins', plugins, 'an array of plugins');
  const declaring: readonly Declaring[] = [
    ...inherited,
    ...(plugins ?? []),
    ...(transport ? [transport] : []),
  ];
  for (const key of Object.keys(given)) {
    if (KNOWN_OPTIONS.has(key)) continue;
    if (!declaring.some((part) => Object.hasOwn(part?.callOptions ?? {}, key))) throw unknown(key);
  }
  // Checked here, since core's client receives only a wrapper of the transport.
  const isTransport = typeof transport?.send === 'function' && typeof transport.close === 'function';
  if (transport !== undefined && !isTransport)
    throw refuse(
      'transport',
      transport,
      'a transport: an object with name, send and close',
      adviseCall(transport),
    );
  if (registry !== undefined) parseRegistry(registry, 'registry');
  return options;
}

/** A plugin or transport that declares options of calls, which a client may give for all its calls. */
interface Declaring {
  readonly callOptions?: object;
}

/** The options with a shorthand, written out. */
function writtenOut({ retry, timeout, idempotencyKey }: SluiceOptions): Partial<SluiceOptions> {
  return {
    ...(typeof retry === 'number' && { retry: { maxRetries: retry } }),
    ...(typeof timeout === 'number' && { timeout: { total: timeout } }),
    ...(idempotencyKey === true && { idempotencyKey: { methods: ['POST', 'PATCH'] } }),
  };
}

function unknown(key: string): OptionError {
  if (CALL_OPTIONS.has(key)) {
    return new OptionError(key, `option '${key}' belongs to a call: client.post(url, { ${key} })`);
  }
  if (!TRANSPORT_OPTIONS.has(key)) return unknownOption(key, [...KNOWN_OPTIONS]);
  const where = `transport: undiciTransport({ ${key} })`;
  return new OptionError(
    key,
    `unknown option '${key}': it is an option of the transport; give it as ${where}`,
  );
}
