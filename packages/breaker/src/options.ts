// The options of `breaker()`.
import { OptionError, type HttpRequest } from '@sluice/core';
import { option, refuse, type OptionParser, type OptionParsers } from '@sluice/core/plugin';
import { isFailingStatus } from './verdict.ts';

const { decision, duration, integer, orFalse, parseOptions } = option;

/** Opens a circuit by its share of failures. */
export interface RatioOptions {
  /** The share of failures at which the circuit opens, greater than 0, at most 1. Default: 0.1 (Polly). */
  readonly share?: number | undefined;
  /** Exchanges in the window below which the share is ignored. Default: 100 (Polly). */
  readonly minimum?: number | undefined;
  /** Length of the sliding window, in ms; it slides by a tenth. Default: 30,000 (Polly). */
  readonly window?: number | undefined;
}

/** The options of `breaker`. All durations are in ms; all options are optional. */
export interface BreakerOptions {
  /** Failures in a row that open the circuit. Default: 5 (Envoy), `false` when `ratio` is given. */
  readonly consecutive?: number | false | undefined;
  /** Opens the circuit by its share of failures, together with `consecutive` or instead of it. Default: `false`. */
  readonly ratio?: RatioOptions | false | undefined;
  /**
   * How long a circuit stays open, in ms; multiplied by the number of openings since it was last closed. A
   * `Retry-After` of the response that opened it, or of a later response, extends it. Default: 5,000 (Polly).
   */
  readonly openFor?: number | undefined;
  /** The longest time a circuit stays open, in ms, even if a server requests more. Default: 300,000 (Envoy). */
  readonly maxOpenFor?: number | undefined;
  /** Concurrent probes while half-open. Default: 1. */
  readonly probes?: number | undefined;
  /** Consecutive successes that close a half-open circuit. Default: 1. */
  readonly successes?: number | undefined;
  /** Statuses that are failures. Default: 408, 429, and 500 and up except 501 and 505, which are permanent. */
  readonly statuses?: readonly number[] | ((status: number) => boolean) | undefined;
  /**
   * Returns the key of a request; requests with one key share a circuit. For example a service or a route. Default: the
   * origin of the URL.
   */
  readonly key?: ((request: HttpRequest) => string) | undefined;
}

/** {@link RatioOptions}, checked and complete. */
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

/** {@link BreakerOptions}, checked and complete. */
export interface ResolvedBreaker extends CircuitRules {
  readonly isFailingStatus: (status: number) => boolean;
  readonly key: (request: HttpRequest) => string;
}

/** The options that `breaker` adds to every call. */
export interface BreakerCallOptions {
  /** `false`: the call bypasses the breaker and is not counted. Default: true. */
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
  if (typeof value === 'function') return decision<(status: number) => boolean>()(value, path);
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
  key: decision<(request: HttpRequest) => string>(),
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
    throw new OptionError(
      'breaker',
      'consecutive and ratio are both off, so the circuit would never open: give one of them',
    );
  }
  const { openFor = 5_000, maxOpenFor = Math.max(300_000, openFor), statuses } = given;
  if (openFor > maxOpenFor) {
    throw new OptionError(
      'breaker.openFor',
      `option 'breaker.openFor' (${openFor}) exceeds maxOpenFor (${maxOpenFor})`,
    );
  }
  return {
    consecutive,
    ratio: ratio as ResolvedRatio | false,
    openFor,
    maxOpenFor,
    probes: given.probes ?? 1,
    successes: given.successes ?? 1,
    isFailingStatus:
      typeof statuses === 'object' ? (status) => statuses.includes(status) : (statuses ?? isFailingStatus),
    key: given.key ?? byOrigin,
  };
}

function isStatus(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 100 && (value as number) <= 999;
}
