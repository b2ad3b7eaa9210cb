import {
  duration,
  func,
  HttpHeaders,
  integer,
  oneOf,
  orFalse,
  parseDrain,
  parseOptions,
  refuse,
  type DrainBound,
  type OptionParser,
  type OptionParsers,
} from '@sluice/core';
import { BACKOFFS, type Backoff, type BackoffName } from './backoff.ts';
import type { RetryPolicy } from './policy.ts';
import { PRESETS, type PresetName } from './presets.ts';
import { HINT_NAMES, type HintName } from './server-hint.ts';

const FACTOR: OptionParser<number> = (value, path) => {
  if (typeof value !== 'number' || !(value >= 1) || value === Infinity) {
    throw refuse(path, value, 'a finite number from 1 on');
  }
  return value;
};

const BACKOFF: OptionParser<Backoff> = (value, path) => {
  if (typeof value === 'function') return value as Backoff;
  if (typeof value === 'string' && Object.hasOwn(BACKOFFS, value)) return BACKOFFS[value as BackoffName];
  throw refuse(path, value, `a function or one of ${Object.keys(BACKOFFS).join(', ')}`);
};

/** A list of strings as a set. */
function listOf<Item extends string>(
  words: string,
  change: (item: string, path: string) => Item,
): OptionParser<ReadonlySet<Item>> {
  return (value, path) => {
    if (!Array.isArray(value)) throw refuse(path, value, words);
    return new Set(
      value.map((item: unknown) => {
        if (typeof item !== 'string' || item === '') throw refuse(path, item, words);
        return change(item, path);
      }),
    );
  };
}

function orAny<Value>(parser: OptionParser<Value>): OptionParser<Value | 'any'> {
  return (value, path) => (value === 'any' ? 'any' : parser(value, path));
}

const METHODS = listOf("an array of methods, or 'any'", (method) => method.toUpperCase());
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
  if (typeof value === 'function') return value as (status: number) => boolean;
  if (!Array.isArray(value)) throw refuse(path, value, 'an array of statuses, or a function of the status');
  const set = STATUS_SET(value, path);
  return (status) => set.has(status);
};

/** A part of a drain bound: what is not given stays open. */
const DRAIN: OptionParser<Partial<DrainBound>> = (value, path) => {
  const whole = parseDrain(value, path);
  const { bytes, time } = value as Partial<DrainBound>;
  return {
    ...(bytes !== undefined && { bytes: whole.bytes }),
    ...(time !== undefined && { time: whole.time }),
  };
};

const HEADER_NAME: OptionParser<string> = (value, path) => {
  if (typeof value !== 'string') throw refuse(path, value, 'a header name');
  const [entry] = HttpHeaders.from({ [value]: '' });
  return (entry as [string, string])[0];
};

/** The parsers of the rules that a call can override. */
const RULE_PARSERS = {
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
  drain: DRAIN,
} as const satisfies Partial<OptionParsers<RetryPolicy>>;

/** The parsers of everything `retry()` takes. */
const OPTION_PARSERS = {
  ...RULE_PARSERS,
  preset: oneOf('conservative', 'goRetryablehttp', 'got', 'aws'),
  random: func<() => number>(),
  idempotencyHeader: HEADER_NAME,
} as const;

/**
 * A policy from the options of the plugin.
 * @throws OptionError for an unknown option or a bad value.
 */
export function parsePolicy(given: unknown): RetryPolicy {
  const { preset, ...options } = parseOptions(
    given,
    OPTION_PARSERS as OptionParsers<RetryPolicy & { preset: PresetName }>,
    'retry',
  );
  const base = parseOptions(
    PRESETS[preset ?? 'conservative'],
    OPTION_PARSERS as OptionParsers<RetryPolicy>,
    'retry',
  );
  return Object.freeze({
    random: Math.random,
    idempotencyHeader: 'idempotency-key',
    ...base,
    ...options,
  } as RetryPolicy);
}

/**
 * A policy with the rules of one call laid over it.
 * @throws OptionError for an unknown option or a bad value.
 */
export function overridePolicy(policy: RetryPolicy, given: unknown, path: string): RetryPolicy {
  return { ...policy, ...parseOptions(given, RULE_PARSERS as OptionParsers<Partial<RetryPolicy>>, path) };
}
