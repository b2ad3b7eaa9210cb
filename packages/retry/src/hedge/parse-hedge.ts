// Parsers of the options of `hedge()`.
import { option, refuse, type OptionParser, type OptionParsers } from '@sluice/core/plugin';
import type { RetryBudget } from '../budget/budget.ts';
import { OPTION_PARSERS } from '../policy/option-parsers.ts';
import type { HedgeSettings } from './hedge-options.ts';

const { duration, integer, parseOptions } = option;

const share: OptionParser<number> = (value, path) => {
  if (typeof value === 'number' && value > 0 && value < 1) return value;
  throw refuse(path, value, 'a number between 0 and 1');
};

const DELAY: OptionParser<HedgeSettings['delay']> = (value, path) => {
  if (typeof value === 'number') return duration()(value, path);
  if (typeof value !== 'object' || value === null)
    throw refuse(path, value, 'a number of ms, or { percentile }');
  const { percentile, min = 10 } = parseOptions<{ percentile: number; min: number }>(
    value,
    { percentile: share, min: duration() },
    path,
  );
  if (percentile === undefined) throw refuse(`${path}.percentile`, percentile, 'a number between 0 and 1');
  return { percentile, min };
};

const RULES: OptionParsers<HedgeSettings> = {
  delay: DELAY,
  maxHedges: integer({ min: 1, max: 4 }),
  methods: OPTION_PARSERS.methods,
  statuses: OPTION_PARSERS.statuses,
};

interface Rest {
  readonly budget: RetryBudget | false;
  readonly idempotencyHeader: string;
}

const ALL: OptionParsers<HedgeSettings & Rest> = {
  ...RULES,
  budget: OPTION_PARSERS.budget,
  idempotencyHeader: OPTION_PARSERS.idempotencyHeader,
};

/** Checks the options of `hedge()`. @throws OptionError */
export function parseHedge(given: unknown): Partial<HedgeSettings & Rest> {
  return parseOptions(given, ALL, 'hedge');
}

/** Applies the rules of one call to the settings. @throws OptionError */
export function overrideHedge(settings: HedgeSettings, given: unknown, path: string): HedgeSettings {
  return { ...settings, ...parseOptions(given, RULES, path) };
}
