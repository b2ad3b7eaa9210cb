// The plugin `watchdog()`: reclaims the bodies of responses that are not read.
import {
  alarmsOf,
  callOption,
  defaultsOf,
  option,
  optionsOf,
  parsersOf,
  type CallOption,
  type GivenOptions,
  type OptionParser,
  type ParsedOptions,
  type Plugin,
} from '@sluice/core/plugin';
import { captureCallSite } from './call-site.ts';
import { watchBody, type ReclaimCounts } from './body-watch.ts';

const { boolean, duration, parseOptions } = option;

/** The default of `watchdog.unread`, in ms: longer than a caller usually waits before it reads. */
const DEFAULT_UNREAD = 10_000;

/** The default of `watchdog.stalled`, in ms: the longest silence that Node's fetch accepts. */
const DEFAULT_STALLED = 300_000;

/** The declarations of {@link WatchdogOptions}. */
class WatchdogFields {
  /** How long a body may stay without a read, in ms. Default: 10000. */
  readonly unread: CallOption<number> = callOption(duration({ min: 1 }), DEFAULT_UNREAD);
  /**
   * How long a reader that has read before may leave arrived bytes unread, in ms. Long, since a pipeline into a slow sink does
   * so without being a leak. Default: 300000.
   */
  readonly stalled: CallOption<number> = callOption(duration({ min: 1 }), DEFAULT_STALLED);
  /**
   * Whether reports say where the call was made. Costs a few µs per call for a walk over its stack: meant for debugging.
   * Default: false.
   */
  readonly captureCallSite: CallOption<boolean> = callOption(boolean, false);
}

const FIELDS = new WatchdogFields();

/** Options of {@link watchdog}. */
export interface WatchdogOptions extends GivenOptions<WatchdogFields> {}

/** The options that {@link watchdog} adds to every call. */
export interface WatchdogCallOptions {
  /** Options for this call; `false`: its body is not watched. */
  readonly watchdog?: false | WatchdogOptions | undefined;
}

/** The statistics of {@link watchdog}, in `client.stats().plugins.watchdog`. */
export interface WatchdogStats {
  /** Reclaimed bodies without a reader. */
  readonly unread: number;
  /** Reclaimed bodies whose reader stopped reading. */
  readonly stalled: number;
  /** Reclaimed bodies whose response was garbage-collected. */
  readonly collected: number;
  /** Reclaimed bodies that ended within the drain bound: their connection was kept. */
  readonly kept: number;
  /** Reclaimed bodies that were destroyed with their connection. */
  readonly destroyed: number;
}

type Settings = ParsedOptions<WatchdogFields>;

/**
 * Plugin, stage `attempt`: reclaims a body that is not read within `unread` ms, whose reader leaves arrived bytes unread for
 * `stalled` ms, or whose response is garbage-collected unread. To reclaim a body is to drain it within the call's `drain`
 * bound, or to destroy it, so that its connection and its slot are released. A later read fails with an error that names
 * the watchdog. The diagnostics channel `sluice:watchdog` reports every reclaimed body.
 *
 * A call that buffers the body (`.json()`, `.text()`, …) is not watched, since it always reads the body.
 * @throws OptionError for an unknown option or a bad value
 */
export function watchdog(options: WatchdogOptions = {}): Plugin<WatchdogCallOptions> {
  const parsers = parsersOf(FIELDS);
  const settings: Settings = { ...defaultsOf(FIELDS), ...parseOptions(options, parsers, 'watchdog') };
  const parse: OptionParser<Settings | false> = (value, path) =>
    value === false ? false : { ...settings, ...parseOptions(value, parsers, path) };
  const declared = { watchdog: callOption(parse, settings) };
  return {
    name: 'watchdog',
    stage: 'attempt',
    callOptions: declared,
    setup({ clock }) {
      const alarms = alarmsOf(clock, false);
      const counts: ReclaimCounts = { unread: 0, stalled: 0, collected: 0, kept: 0, destroyed: 0 };
      return {
        interceptor(request, handler, next) {
          const { watchdog: given } = optionsOf(declared, request);
          if (given !== false && !request.call.buffersBody) {
            watchBody(request.attempt, alarms, given, counts);
          }
          next(request, handler);
        },
        onCall(call, caller) {
          const { watchdog: given } = optionsOf(declared, call);
          if (given !== false && given.captureCallSite) captureCallSite(call, caller);
        },
        stats: (): WatchdogStats => ({ ...counts }),
      };
    },
  };
}
