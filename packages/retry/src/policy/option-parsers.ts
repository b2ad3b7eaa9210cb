// Parsers of the options of `retry()`.
import { HttpHeaders, type DrainBound, type ReadBound } from '@sluice/core';
import { option, refuse, type OptionParser, type OptionParsers } from '@sluice/core/plugin';
import { parseDrain, parseReadBound } from '@sluice/core/internal';
import { listOf, METHODS } from './lists.ts';
import { BACKOFFS, type Backoff, type BackoffContext, type BackoffName } from './backoff.ts';
import type { RetryBudget } from '../budget/budget.ts';
import { HostCooldown } from '../cooldown/cooldown.ts';
import type { RetryHooks } from './hooks.ts';
import type { RetryPolicy } from './policy.ts';
import type { PresetName } from './options.ts';
import { HINT_NAMES, type HintName } from '../hints/server-hint.ts';
import { parseTokenBudget, TokenBudget } from '../budget/token-budget.ts';

const { decision, duration, func, integer, oneOf, orFalse } = option;

const FACTOR: OptionParser<number> = (value, path) => {
  if (typeof value !== 'number' || !(value >= 1) || value === Infinity) {
    throw refuse(path, value, 'a finite number from 1 on');
  }
  return value;
};

const BACKOFF_FUNCTION = decision<(context: BackoffContext) => number>();

const OWN_BACKOFFS: ReadonlySet<unknown> = new Set(Object.values(BACKOFFS));

/** Whether a value is a backoff of this package. It is kept as it is, since some are recognized by their identity. */
function isOwnBackoff(value: unknown): value is Backoff {
  return OWN_BACKOFFS.has(value);
}

const BACKOFF: OptionParser<Backoff> = (value, path) => {
  if (typeof value === 'function') return isOwnBackoff(value) ? value : BACKOFF_FUNCTION(value, path);
  if (typeof value === 'string' && Object.hasOwn(BACKOFFS, value)) return BACKOFFS[value as BackoffName];
  throw refuse(path, value, `a function or one of ${Object.keys(BACKOFFS).join(', ')}`);
};

function orAny<Value>(parser: OptionParser<Value>): OptionParser<Value | 'any'> {
  return (value, path) => (value === 'any' ? 'any' : parser(value, path));
}

const CODES = listOf("an array of error codes, or 'any'", (code) => code);
const HINTS = listOf<HintName>(`an array of ${HINT_NAMES.join(', ')}`, (name, path) =>
  oneOf(...HINT_NAMES)(name, path),
);

const STATUS = integer({ min: 100, max: 999 });

const STATUS_SET: OptionParser<ReadonlySet<number>> = (value, path) => {
  if (!Array.isArray(value)) throw refuse(path, value, 'an array of statuses');
  return new Set(value.map((status: unknown) => STATUS(status, path)));
};

const STATUSES: OptionParser<(status: number) => boolean> = (value, path) => {
  if (typeof value === 'function') return decision<(status: number) => boolean>()(value, path);
  if (!Array.isArray(value)) throw refuse(path, value, 'an array of statuses, or a function of the status');
  const set = STATUS_SET(value, path);
  return (status) => set.has(status);
};

/** Parses a bound of which some fields may be missing. */
const PART_OF_BOUND: OptionParser<Partial<DrainBound>> = (value, path) => parseDrain(value, path, {});

const HEADER_NAME: OptionParser<string> = (value, path) => {
  if (typeof value !== 'string') throw refuse(path, value, 'a header name');
  const [entry] = HttpHeaders.from({ [value]: '' });
  return (entry as [string, string])[0];
};

const PEEK: OptionParser<Partial<ReadBound>> = (value, path) => parseReadBound(value, path, {});

const BUDGET: OptionParser<RetryBudget | false> = (value, path) => {
  if (value === false) return false;
  if (typeof value !== 'object' || value === null) throw refuse(path, value, 'options, a budget, or false');
  const { take, onSuccess, stats } = value as Partial<RetryBudget>;
  const parts = [take, onSuccess, stats];
  if (parts.every((part) => typeof part === 'function')) return value as RetryBudget;
  return new TokenBudget(parseTokenBudget(value, path));
};

const COOLDOWN: OptionParser<HostCooldown | false> = (value, path) => {
  if (value === false || value instanceof HostCooldown) return value;
  if (value === true) return new HostCooldown();
  return new HostCooldown(value as object, path);
};

const EXHAUSTED: OptionParser<Exclude<RetryHooks['onExhausted'], undefined>> = (value, path) => {
  if (value === 'throw' || value === 'return') return value;
  if (typeof value !== 'function') throw refuse(path, value, "'throw', 'return' or a function");
  return value as () => undefined;
};

/** Checked options, in which `peek` may have only some fields. */
export type Checked<Policy> = Omit<Policy, 'enabled' | 'checkedByCall' | 'peek'> & {
  readonly peek: Partial<ReadBound>;
};

/** The rules that a call can override. */
type Rules = Checked<Omit<RetryPolicy, 'budget' | 'cooldown' | 'random' | 'idempotencyHeader'>>;

/** The parsers of the rules that a call can override. */
const RULE_PARSERS: OptionParsers<Rules> = {
  maxRetries: integer({ infinite: true }),
  minDelay: duration(),
  maxDelay: duration({ infinite: true }),
  factor: FACTOR,
  backoff: BACKOFF,
  methods: orAny(METHODS),
  statuses: STATUSES,
  errorCodes: orAny(CODES),
  hints: HINTS,
  hintStatuses: STATUS_SET,
  maxRetryAfter: duration({ infinite: true }),
  ceiling: oneOf('wait', 'cap', 'stop'),
  hintSlack: orFalse(duration()),
  hintFloor: duration(),
  drain: PART_OF_BOUND,
  peek: PEEK,
  onRequest: func(),
  onResponse: func(),
  checkRetry: func(),
  onRetry: func(),
  prepareRetry: func(),
  onExhausted: EXHAUSTED,
};

/** The parsers of the per-call option `retry`. */
export const CALL_PARSERS: OptionParsers<Rules & { budget: false }> = {
  ...RULE_PARSERS,
  budget: oneOf(false),
};

/** The parsers of the options of `retry()`. */
export const OPTION_PARSERS: OptionParsers<Checked<RetryPolicy> & { preset: PresetName }> = {
  ...RULE_PARSERS,
  preset: oneOf('conservative', 'goRetryablehttp', 'got', 'aws'),
  budget: BUDGET,
  cooldown: COOLDOWN,
  random: func<() => number>(),
  idempotencyHeader: HEADER_NAME,
};
