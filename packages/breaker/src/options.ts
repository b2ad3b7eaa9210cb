import {
  duration,
  func,
  integer,
  OptionError,
  orFalse,
  parseOptions,
  refuse,
  type HttpRequest,
  type OptionParser,
  type OptionParsers,
} from '@sluice/core';
import { failingStatus } from './verdict.ts';

/** When a circuit opens by the share of failures. */
export interface RatioOptions {
  /** The share of failures from which it opens, greater than 0, at most 1. Default: 0.1 (Polly). */
  readonly share?: number | undefined;
  /** Exchanges within the window below which the share says nothing. Default: 100 (Polly). */
  readonly minimum?: number | undefined;
  /** How far back is looked, in ms, in steps of a tenth. Default: 30,000 (Polly). */
  readonly window?: number | undefined;
}

/** The options of `breaker`. All durations are ms; every option may be left out. */
export interface BreakerOptions {
  /** Failures in a row that open the circuit. Default: 5 (Envoy), `false` when `ratio` is given. */
  readonly consecutive?: number | false | undefined;
  /** Opens the circuit by the share of failures, beside `consecutive` or in its place. Default: `false`. */
  readonly ratio?: RatioOptions | false | undefined;
  /**
   * How long an open circuit stays so, in ms; each time it opens anew before it was closed, as much longer. A
   * `Retry-After` of the answer that opened it, or of one that comes in later, lengthens it. Default: 5,000 (Polly).
   */
  readonly openFor?: number | undefined;
  /** The longest it stays open, whatever a server asks, in ms. Default: 300,000 (Envoy). */
  readonly maxOpenFor?: number | undefined;
  /** Exchanges let through at once to find out whether the host is well again. Default: 1. */
  readonly probes?: number | undefined;
  /** Exchanges that must succeed in a row to close the circuit again. Default: 1. */
  readonly successes?: number | undefined;
  /** Which statuses are failures. Default: 408, 429 and 500 on, except 501 and 505, which no wait can cure. */
  readonly statuses?: readonly number[] | ((status: number) => boolean) | undefined;
  /** What shares a circuit, for example a service or a route. Default: the origin of the URL. */
  readonly key?: ((request: HttpRequest) => string) | undefined;
}

/** {@link RatioOptions}, complete. */
export interface ResolvedRatio {
  readonly share: number;
  readonly minimum: number;
  readonly window: number;
}

/** When a circuit opens, and for how long. */
export interface CircuitRules {
  readonly consecutive: number | false;
  readonly ratio: ResolvedRatio | false;
  readonly openFor: number;
  readonly maxOpenFor: number;
  readonly probes: number;
  readonly successes: number;
}

/** Options checked and complete. */
export interface ResolvedBreaker extends CircuitRules {
  readonly failingStatus: (status: number) => boolean;
  readonly key: (request: HttpRequest) => string;
}

/** What a breaker adds to every call. */
export interface BreakerCallOptions {
  /** `false`: past the breaker, uncounted. Default: true. */
  readonly breaker?: boolean | undefined;
}

const count = integer({ min: 1 });

const share: OptionParser<number> = (value, path) => {
  const fits = typeof value === 'number' && value > 0 && value <= 1;
  if (!fits) throw refuse(path, value, 'a number greater than 0, at most 1');
  return value;
};

const ratioParsers: OptionParsers<RatioOptions> = { share, minimum: count, window: duration({ min: 10 }) };

const parseStatuses: OptionParser<readonly number[] | ((status: number) => boolean)> = (value, path) => {
  if (typeof value === 'function') return value as (status: number) => boolean;
  if (Array.isArray(value) && value.every(isStatus)) return value;
  throw refuse(path, value, 'a list of statuses, or a function of the status');
};

const parsers: OptionParsers<BreakerOptions> = {
  consecutive: orFalse(count),
  ratio: orFalse((value, path) => parseOptions(value, ratioParsers, path)),
  openFor: duration({ min: 1 }),
  maxOpenFor: duration({ min: 1 }),
  probes: count,
  successes: count,
  statuses: parseStatuses,
  key: func<(request: HttpRequest) => string>(),
};

const byOrigin = (request: HttpRequest): string => request.origin;

/**
 * Checks the options and fills in the defaults.
 * @throws OptionError for an unknown key, a value out of range, or a breaker that could never open.
 */
export function resolveBreaker(options: BreakerOptions | undefined): ResolvedBreaker {
  const given = parseOptions<BreakerOptions>(options, parsers, 'breaker');
  const ratio = given.ratio ? { share: 0.1, minimum: 100, window: 30_000, ...given.ratio } : false;
  const consecutive = given.consecutive ?? (ratio === false ? 5 : false);
  if (consecutive === false && ratio === false) {
    throw new OptionError('breaker', 'give consecutive or ratio: without both the circuit never opens');
  }
  const { openFor = 5_000, maxOpenFor = Math.max(300_000, openFor), statuses } = given;
  if (openFor > maxOpenFor) {
    throw new OptionError('breaker.openFor', `option 'breaker.openFor' (${openFor}) is over maxOpenFor`);
  }
  return {
    consecutive,
    ratio: ratio as ResolvedRatio | false,
    openFor,
    maxOpenFor,
    probes: given.probes ?? 1,
    successes: given.successes ?? 1,
    failingStatus:
      typeof statuses === 'object' ? (status) => statuses.includes(status) : (statuses ?? failingStatus),
    key: given.key ?? byOrigin,
  };
}

function isStatus(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 100 && (value as number) <= 999;
}
