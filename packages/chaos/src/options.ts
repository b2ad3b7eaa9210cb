// The options of `chaos()`.
import process from 'node:process';
import { OptionError, type HttpRequest } from '@sluice/core';
import {
  callOption,
  option,
  refuse,
  type CallOption,
  type GivenOptions,
  type OptionParsers,
} from '@sluice/core/plugin';
import { DEFAULT_FAULTS, faultsParser, type ChaosFault } from './faults.ts';

/** Options of {@link chaos}. */
export interface ChaosOptions {
  /** The share of attempts that get a fault, from 0 to 1. Default: 0.05. */
  readonly rate?: number;
  /** The seed of all draws. Default: a random one, which `stats()` and every error name. */
  readonly seed?: number;
  /** The faults to draw from. Default: refused and lost connections, cut bodies, 503 and 429, delays up to 1 s. */
  readonly faults?: readonly ChaosFault[];
  /** Selects the requests that can get a fault. Default: all. */
  readonly match?: (request: HttpRequest) => boolean;
  /** Whether faults are made at all. Default: whether the environment has `SLUICE_CHAOS=1`. */
  readonly enabled?: boolean;
  /** Whether it may be enabled with `NODE_ENV=production`. Default: false. */
  readonly force?: boolean;
}

/** The declarations of the per-call options. */
export const CALL_OPTIONS: { readonly chaos: CallOption<boolean> } = {
  /** Whether the call's attempts can get faults. Default: true. */
  chaos: callOption(option.boolean, true),
};

/** The per-call options that {@link chaos} adds. */
export type ChaosCallOptions = GivenOptions<typeof CALL_OPTIONS>;

/** {@link ChaosOptions}, checked and complete. */
export interface ChaosRules {
  readonly rate: number;
  readonly seed: number;
  readonly faults: readonly ChaosFault[];
  readonly match: ((request: HttpRequest) => boolean) | undefined;
  readonly enabled: boolean;
}

const PARSERS: OptionParsers<ChaosOptions> = {
  rate: (value, path) => {
    if (typeof value !== 'number' || !(value >= 0 && value <= 1))
      throw refuse(path, value, 'a number from 0 to 1');
    return value;
  },
  seed: option.integer(),
  faults: faultsParser,
  match: option.decision<(request: HttpRequest) => boolean>(),
  enabled: option.boolean,
  force: option.boolean,
};

const SEED_COUNT = 1_000_000_000;

/**
 * Checks the options and fills in the defaults.
 * @throws OptionError for an unknown or bad option, a bad `SLUICE_CHAOS`, or chaos in production
 */
export function resolveChaos(given: ChaosOptions | undefined): ChaosRules {
  const options = option.parseOptions<ChaosOptions>(given, PARSERS, 'chaos');
  const enabled = options.enabled ?? isSwitchedOn();
  if (enabled && process.env['NODE_ENV'] === 'production' && options.force !== true) {
    throw new OptionError(
      'chaos.enabled',
      "chaos is switched on with NODE_ENV=production: switch it off, or set 'chaos.force'",
    );
  }
  return {
    rate: options.rate ?? 0.05,
    seed: options.seed ?? Math.floor(Math.random() * SEED_COUNT),
    faults: options.faults ?? DEFAULT_FAULTS,
    match: options.match,
    enabled,
  };
}

function isSwitchedOn(): boolean {
  const { SLUICE_CHAOS: given = '' } = process.env;
  if (given === '1' || given === 'true') return true;
  if (given === '' || given === '0' || given === 'false') return false;
  throw new OptionError(
    'SLUICE_CHAOS',
    `SLUICE_CHAOS=${JSON.stringify(given)} is not one of 1, true, 0, false`,
  );
}
