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

/** The default of `watchdog.unread`, in ms: longer than a caller takes who still means to read. */
export const DEFAULT_UNREAD = 10_000;

/** The declarations of {@link WatchdogOptions}. */
class WatchdogFields {
  /**
   * How long a body may lie unread, or a reader that began may ask for no more while bytes wait, in ms.
   * Default: 10000.
   */
  readonly unread: CallOption<number> = callOption(duration({ min: 1 }), DEFAULT_UNREAD);
  /**
   * Whether reports say where the call was made. Costs every call a walk over its stack (some µs): for finding the
   * place, not for every day. Default: false.
   */
  readonly captureCallSite: CallOption<boolean> = callOption(boolean, false);
}

const FIELDS = new WatchdogFields();

/** Options of {@link watchdog}. */
export interface WatchdogOptions extends GivenOptions<WatchdogFields> {}

/** What {@link watchdog} adds to every call. */
export interface WatchdogCallOptions {
  /** The watchdog of this call; `false` for none. */
  readonly watchdog?: false | WatchdogOptions | undefined;
}

/** What {@link watchdog} counts, in `client.stats().plugins.watchdog`. */
export interface WatchdogStats {
  /** Bodies nobody began to read. */
  readonly unread: number;
  /** Bodies whose reader asked for no more. */
  readonly stalled: number;
  /** Bodies whose response was garbage-collected. */
  readonly collected: number;
  /** Of these, how many ended in time for their connection to be kept. */
  readonly kept: number;
  /** Of these, how many were destroyed with their connection. */
  readonly destroyed: number;
}

type Settings = ParsedOptions<WatchdogFields>;

/**
 * Plugin, stage `attempt`: a body that nobody begins to read within `unread` ms, whose reader asks for no more bytes for
 * that long while some wait, or whose response is garbage-collected unread, is drained within the call's `drain` bound, or destroyed, so that its connection and
 * its slot come back. Whoever reads it after all gets an error that says so. Reported on the diagnostics channel
 * `sluice:watchdog`.
 *
 * A call that asks for the whole body (`.json()`, `.text()`, …) is not watched: it never leaves one unread.
 * @throws OptionError for an unknown or bad option.
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
        middleware(request, next) {
          const { watchdog: given } = optionsOf(declared, request);
          if (given !== false && !request.call.buffersBody) {
            watchBody(request.attempt, alarms, given.unread, counts);
          }
          return next(request);
        },
        onCall(call, made) {
          const { watchdog: given } = optionsOf(declared, call);
          if (given !== false && given.captureCallSite) captureCallSite(call, made);
        },
        stats: (): WatchdogStats => ({ ...counts }),
      };
    },
  };
}
