import { ownCopy } from './own-copy.ts';
import { OptionError, refuse } from '../errors/option-error.ts';

/**
 * Turns a raw option into its checked form, or throws an OptionError that names `path`.
 * @param base what holds where this value is not given: for a parser of objects that are given in part
 */
export type OptionParser<Value> = (value: unknown, path: string, base?: unknown) => Value;

/** A parser per key of an options object. */
export type OptionParsers<Options extends object> = {
  readonly [Key in keyof Options]-?: OptionParser<Exclude<Options[Key], undefined>>;
};

/** Whether it is an object of options. An array, a Map or a Date is none: it would pass for one that gives nothing. */
export function isOptions(value: unknown): value is object {
  return Object.prototype.toString.call(value) === '[object Object]';
}

/**
 * Copies an options object by allow-list into an object without prototype: only own keys that have a parser are
 * read, an unknown key is refused, `undefined` counts as not given.
 * @throws OptionError
 */
export function parseOptions<Options extends object>(
  given: unknown,
  parsers: OptionParsers<Options>,
  path: string,
): Partial<Options> {
  if (given === undefined) return ownCopy<Partial<Options>>({});
  if (!isOptions(given)) throw refuse(path, given, 'an object');
  const parsed = ownCopy<Record<string, unknown>>({});
  for (const key of Object.keys(given)) {
    const fullPath = path === '' ? key : `${path}.${key}`;
    if (!Object.hasOwn(parsers, key)) throw unknownOption(fullPath, Object.keys(parsers));
    const value = (given as Record<string, unknown>)[key];
    if (value === undefined) continue;
    parsed[key] = (parsers as Record<string, OptionParser<unknown>>)[key]?.(value, fullPath);
  }
  return parsed as Partial<Options>;
}

/** The refusal of a key nobody declared. */
export function unknownOption(path: string, allowed: readonly string[]): OptionError {
  const list = allowed.length > 0 ? `allowed: ${allowed.join(', ')}` : 'none is allowed here';
  return new OptionError(path, `unknown option '${path}'; ${list}`);
}

/** A duration in ms: a finite number from 0 on, or `Infinity` where `infinite` is set. */
export function duration(limits: { min?: number; infinite?: boolean } = {}): OptionParser<number> {
  const min = limits.min ?? 0;
  const words = `a number of ms from ${min} on${limits.infinite ? ', or Infinity' : ''}`;
  return (value, path) => {
    const fits = typeof value === 'number' && value >= min && (value !== Infinity || limits.infinite);
    if (!fits) throw refuse(path, value, words);
    return value;
  };
}

/** A duration in ms from 0 on, or `false` for no limit (kept as Infinity). */
export const limitOrFalse: OptionParser<number> = (value, path) => {
  if (value === false) return Infinity;
  if (typeof value !== 'number' || !(value > 0)) {
    throw refuse(path, value, 'a number of ms greater than 0, or false for no limit');
  }
  return value;
};

/** A whole number within bounds, or `Infinity` where `infinite` is set. */
export function integer(
  limits: { min?: number; max?: number; infinite?: boolean } = {},
): OptionParser<number> {
  const min = limits.min ?? 0;
  const max = limits.max ?? Number.MAX_SAFE_INTEGER;
  const range = limits.max === undefined ? `from ${min} on` : `from ${min} to ${max}`;
  const words = `a whole number ${range}${limits.infinite ? ', or Infinity' : ''}`;
  return (value, path) => {
    if (value === Infinity && limits.infinite) return value;
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < min || value > max) {
      throw refuse(path, value, words);
    }
    return value;
  };
}

/** A size in bytes: a whole number from 0 on, or `Infinity`. */
export const bytes: OptionParser<number> = integer({ min: 0, infinite: true });

/** Strictly true or false: a truthy value is refused. */
export const boolean: OptionParser<boolean> = (value, path) => {
  if (typeof value !== 'boolean') throw refuse(path, value, 'true or false');
  return value;
};

/** A string. */
export const string: OptionParser<string> = (value, path) => {
  if (typeof value !== 'string') throw refuse(path, value, 'a string');
  return value;
};

/** A function. */
export function func<Value extends (...args: never[]) => unknown>(): OptionParser<Value> {
  return (value, path) => {
    if (typeof value !== 'function') throw refuse(path, value, 'a function');
    return value as Value;
  };
}

/** One of a list of values. */
export function oneOf<const Value extends string | number | boolean>(
  ...values: readonly Value[]
): OptionParser<Value> {
  return (value, path) => {
    if (!values.includes(value as Value)) {
      throw refuse(path, value, `one of ${values.map((item) => JSON.stringify(item)).join(', ')}`);
    }
    return value as Value;
  };
}

/** A parser that also takes `false`. */
export function orFalse<Value>(parser: OptionParser<Value>): OptionParser<Value | false> {
  return (value, path, base) => (value === false ? false : parser(value, path, base));
}

/** Anything: for values that are checked where they are used. */
export const anything: OptionParser<unknown> = (value) => value;
