import {
  createClient as createCoreClient,
  HttpHeaders,
  OptionError,
  type Client,
  type ClientStats,
} from '@sluice/core';
import { option, refuse, type AnyPlugin } from '@sluice/core/plugin';
import type { AnyTransport } from '@sluice/core/transport';
import { readUnpolluted } from '@sluice/core/internal';
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

/** Counters of a `sluice` client. */
export interface SluiceStats extends ClientStats {
  readonly plugins: Readonly<Record<string, unknown>> & {
    /** Retries, what became of them, and the budget per host. */
    readonly retry: RetryStats;
    /** Slots and lines, per host and in all. */
    readonly gate: GateStats;
    /** Exchanges that went on without their caller. */
    readonly attemptTimeout: AttemptTimeoutStats;
    /** Bodies that had to be reclaimed. */
    readonly watchdog: WatchdogStats;
  };
  /** The connection pool, per host and in all; another shape when the client was given a transport of its own kind. */
  readonly transport: PoolStats;
}

/**
 * A client with everything on.
 * @typeParam Extra the per-call options its further plugins and its own transport add
 */
export interface SluiceClient<Extra extends object = {}> extends Client<SluiceCallOptions & Extra> {
  /**
   * A client with some options changed. It shares with this one whatever it does not change: the connections, the
   * gate's limits, the retry budget.
   * @throws OptionError
   */
  extend<
    const More extends readonly AnyPlugin[] = readonly [],
    TransportType extends AnyTransport = AnyTransport,
  >(
    options: SluiceOptions<More, TransportType>,
  ): SluiceClient<Extra & ExtraOptionsOf<More> & TransportOptionsOf<TransportType>>;
  /** Counters at this moment. */
  stats(): SluiceStats;
}

/** Options of the default transport that callers look for here. */
const OF_TRANSPORT: ReadonlySet<string> = new Set(TRANSPORT_OPTION_NAMES);

/**
 * Makes a client with retries, a concurrency gate, timeouts, a watchdog for unread bodies and pooled connections, all
 * on by default.
 *
 * @example
 * const api = createClient({ baseUrl: 'https://api.example.com', timeout: { total: 10_000 } });
 * const user = await api.get('/users/1').json();
 *
 * @throws OptionError for an unknown or bad option; the message says what was given and what is allowed.
 */
export function createClient<
  const Plugins extends readonly AnyPlugin[] = readonly [],
  TransportType extends AnyTransport = AnyTransport,
>(
  options: SluiceOptions<Plugins, TransportType> = {},
): SluiceClient<ExtraOptionsOf<Plugins> & TransportOptionsOf<TransportType>> {
  const given = checked(options);
  // Here, not in `build`: to a client made by `extend` it is a header like any other, that may have been removed.
  const added = given.transport && readUnpolluted(given.transport, 'requestDefaults');
  const ofTransport = HttpHeaders.from(added && readUnpolluted(added, 'headers'));
  const own = ofTransport.has('user-agent')
    ? HttpHeaders.empty
    : HttpHeaders.from({ 'user-agent': 'sluice' });
  const headers = own.merge(given.headers === undefined ? {} : given.headers);
  Object.assign(given, { headers });
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
    // A transport that came with these options is still its giver's: no client has taken it over.
    if (changed.transport === undefined) transport.close().catch(() => undefined);
    throw error;
  }
  return Object.assign(client, {
    extend: (more: SluiceOptions) => build(mergeOptions(options, checked(more)), checked(more), parts),
  }) as unknown as SluiceClient;
}

/** A copy without prototype, so that a polluted one adds nothing; unknown names are refused. */
function checked(given: SluiceOptions): SluiceOptions {
  if (!isOptions(given)) throw refuse('options', given, 'an object');
  for (const key of Object.keys(given)) if (!KNOWN_OPTIONS.has(key)) throw unknown(key);
  const options = Object.assign(Object.create(null), given) as SluiceOptions;
  const { plugins, registry, transport } = options;
  if (plugins !== undefined && !Array.isArray(plugins))
    throw refuse('plugins', plugins, 'an array of plugins');
  // Here, because a client sees its transport only through its share of it.
  const carries = typeof transport?.send === 'function' && typeof transport.close === 'function';
  if (transport !== undefined && !carries)
    throw refuse('transport', transport, 'a transport: an object with name, send and close');
  if (registry !== undefined) parseRegistry(registry, 'registry');
  return options;
}

function unknown(key: string): OptionError {
  if (!OF_TRANSPORT.has(key)) return unknownOption(key, [...KNOWN_OPTIONS]);
  const where = `transport: undiciTransport({ ${key} })`;
  return new OptionError(
    key,
    `unknown option '${key}': it is an option of the transport; give it as ${where}`,
  );
}
