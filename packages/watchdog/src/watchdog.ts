import { alarmsOf, option, type OptionParser, type Plugin } from '@sluice/core/plugin';
import { captureCallSite } from './call-site.ts';
import { watchBody, type ReclaimCounts } from './body-watch.ts';

const { boolean, duration, parseOptions } = option;

/** Options of {@link watchdog}. */
export interface WatchdogOptions {
  /**
   * How long a body may lie unread, or a reader that began may ask for no more while bytes wait, in ms.
   * Default: 10000.
   */
  readonly unread?: number | undefined;
  /**
   * Whether reports say where the call was made. Costs every call a walk over its stack (some µs): for finding the
   * place, not for every day. Default: false.
   */
  readonly captureCallSite?: boolean | undefined;
}

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

/** The default of `watchdog.unread`, in ms: longer than a caller takes who still means to read. */
export const DEFAULT_UNREAD = 10_000;

interface Settings {
  unread: number;
  captureCallSite: boolean;
}

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
  const parsers = { unread: duration({ min: 1 }), captureCallSite: boolean };
  const settings: Settings = {
    unread: DEFAULT_UNREAD,
    captureCallSite: false,
    ...parseOptions<Settings>(options, parsers, 'watchdog'),
  };
  const parse: OptionParser<Settings | false> = (value, path) =>
    value === false ? false : { ...settings, ...parseOptions<Settings>(value, parsers, path) };
  return {
    name: 'watchdog',
    stage: 'attempt',
    callOptions: { watchdog: parse },
    defaults: { watchdog: settings },
    setup({ clock }) {
      const alarms = alarmsOf(clock, false);
      const counts: ReclaimCounts = { unread: 0, stalled: 0, collected: 0, kept: 0, destroyed: 0 };
      return {
        middleware(request, next) {
          const { attempt, call, options: resolved } = request;
          const given = resolved['watchdog'] as Settings | false;
          if (given !== false && !call.buffersBody) watchBody(attempt, alarms, given.unread, counts);
          return next(request);
        },
        onCall(call, made) {
          const given = call.options['watchdog'] as Settings | false;
          if (given !== false && given.captureCallSite) captureCallSite(call, made);
        },
        stats: (): WatchdogStats => ({ ...counts }),
      };
    },
  };
}
