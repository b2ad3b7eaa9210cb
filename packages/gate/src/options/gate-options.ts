// The options of `gate()`.
import { OptionError, type HttpRequest } from '@sluice/core';
import { option, refuse, type OptionParser, type OptionParsers } from '@sluice/core/plugin';
import type { AdaptiveLimit } from '../adaptive/algorithm.ts';
import { compilePatterns, type PatternEntry } from './patterns.ts';

const { decision, duration, integer, isOptions, limitOrFalse, orFalse, parseOptions } = option;

/** The limits of one key. */
export interface KeyLimits {
  /** Exchanges under way at once, each until the end of its body. `Infinity` allowed. Default: 256. */
  readonly maxPerHost?: number | undefined;
  /**
   * Length of the waiting list. Further attempts are refused at once with `ERR_SLUICE_GATE_FULL`; 0: no attempt waits
   * (fasthttp's `ErrNoFreeConns`). `Infinity` allowed. Default: 10,000.
   */
  readonly maxQueue?: number | undefined;
  /** How long an attempt may wait, in ms; `false`: as long as the call itself. Default: 5,000. */
  readonly queueTimeout?: number | false | undefined;
  /**
   * Overload: once the waiting list has not been empty for this long, in ms, the newest waiter is admitted first, and a
   * full list drops its oldest waiter instead of the newcomer, so that the callers admitted have not yet given up.
   * Needs a `queueTimeout`. Default: `false`, always first come first served.
   */
  readonly lifoAfter?: number | false | undefined;
  /**
   * Adapts the limit to measured latency and overload: `aimd()`, `gradient2()` or your own algorithm; `maxPerHost` is
   * then the ceiling. Default: `false`, the limit is `maxPerHost`.
   */
  readonly adaptive?: AdaptiveLimit | false | undefined;
}

/** The options of `gate`. All durations are in ms; all options are optional. */
export interface GateOptions extends KeyLimits {
  /**
   * Returns the key of a request; requests with one key share a limit. For example a tenant or a route. Default: the
   * origin of the URL.
   */
  readonly key?: ((request: HttpRequest) => string) | undefined;
  /**
   * Limits of single keys, by pattern; a limit that an entry omits is taken from above. In a pattern `*` matches any
   * characters, including none. A pattern without `*` has precedence, then the first listed. Default: none.
   */
  readonly limits?: Readonly<Record<string, KeyLimits>> | undefined;
  /**
   * Exchanges under way at once over all keys. A free slot goes to the key that holds the fewest, so that a slow host
   * cannot take all slots. `Infinity` allowed. Default: `Infinity`.
   */
  readonly maxTotal?: number | undefined;
  /**
   * After this many ms of waiting an attempt ranks equal to a newcomer whose `priority` is one higher, so that no
   * priority starves. Default: 1,000.
   */
  readonly ageing?: number | undefined;
}

/** {@link KeyLimits}, checked and complete. */
export interface ResolvedLimits {
  readonly maxPerHost: number;
  readonly maxQueue: number;
  readonly queueTimeout: number;
  readonly lifoAfter: number;
  readonly adaptive: AdaptiveLimit | false;
}

/** {@link GateOptions}, checked and complete. */
export interface ResolvedGate {
  readonly key: (request: HttpRequest) => string;
  readonly limitsOf: (key: string) => ResolvedLimits;
  readonly maxTotal: number;
  readonly ageing: number;
}

const DEFAULTS: ResolvedLimits = {
  maxPerHost: 256,
  maxQueue: 10_000,
  queueTimeout: 5_000,
  lifoAfter: Infinity,
  adaptive: false,
};

const count = integer({ min: 1, infinite: true });

/** Parses a bound on the length of a waiting list. */
export const queueLength: OptionParser<number> = integer({ min: 0, infinite: true });

const limitParsers: OptionParsers<KeyLimits> = {
  maxPerHost: count,
  maxQueue: queueLength,
  queueTimeout: limitOrFalse,
  lifoAfter: (value, path) => (value === false ? Infinity : duration()(value, path)),
  adaptive: orFalse((value, path) => {
    const { start, window } = (value ?? {}) as Partial<AdaptiveLimit>;
    if (typeof start === 'function' && typeof window === 'number') return value as AdaptiveLimit;
    throw refuse(path, value, 'made by aimd() or gradient2(), or an object with window and start, or false');
  }),
};

const parsers: OptionParsers<GateOptions> = {
  ...limitParsers,
  key: decision<(request: HttpRequest) => string>(),
  limits: (value, path) => {
    if (!isOptions(value)) throw refuse(path, value, 'an object of limits by pattern');
    return value as Readonly<Record<string, KeyLimits>>;
  },
  maxTotal: count,
  ageing: duration({ min: 1 }),
};

const byOrigin = (request: HttpRequest): string => request.origin;

/**
 * Checks the options and fills in the defaults.
 * @throws OptionError for an unknown key or a value out of range.
 */
export function resolveGate(options: GateOptions | undefined): ResolvedGate {
  const given = parseOptions<GateOptions>(options, parsers, 'gate');
  const limits = complete(given, DEFAULTS, 'gate');
  const entries = Object.entries(given.limits ?? {}).map(([pattern, some]): PatternEntry<ResolvedLimits> => {
    const path = `gate.limits['${pattern}']`;
    return [pattern, complete(parseOptions(some, limitParsers, path), limits, path)];
  });
  return {
    key: given.key ?? byOrigin,
    limitsOf: compilePatterns(entries, limits),
    maxTotal: given.maxTotal ?? Infinity,
    ageing: given.ageing ?? 1_000,
  };
}

/** Completes limits from a base. @param given parsed limits, in which `false` has become Infinity */
function complete(given: KeyLimits, base: ResolvedLimits, path: string): ResolvedLimits {
  const limits = {
    maxPerHost: given.maxPerHost ?? base.maxPerHost,
    maxQueue: given.maxQueue ?? base.maxQueue,
    queueTimeout: (given.queueTimeout as number | undefined) ?? base.queueTimeout,
    lifoAfter: (given.lifoAfter as number | undefined) ?? base.lifoAfter,
    adaptive: given.adaptive ?? base.adaptive,
  };
  if (limits.lifoAfter !== Infinity && limits.queueTimeout === Infinity) {
    throw new OptionError(
      `${path}.lifoAfter`,
      `option '${path}.lifoAfter' needs a finite queueTimeout; without it, the oldest waiters could wait for ever`,
    );
  }
  return limits;
}
