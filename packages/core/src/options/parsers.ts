// Parsers of options: each checks a value and refuses it with the path, the value and what is allowed.
import { requireSync } from '../errors/callbacks.ts';
import { ownCopy } from './own-copy.ts';
import { suggestionFor } from './suggestions.ts';
import { OptionError, refuse } from '../errors/option-error.ts';

/**
 * Checks the value of an option and returns it in the form that the pipeline reads.
 * @param path the path of the option, for messages: `timeout.connect`
 * @param base the parsed value of the base, such as the client's; parsers of objects take missing fields from it
 * @throws OptionError that names `path`, the value and what is allowed
 */
export type OptionParser<Value> = (value: unknown, path: string, base?: unknown) => Value;

/** A parser per key of an options object. */
export type OptionParsers<Options extends object> = {
  readonly [Key in keyof Options]-?: OptionParser<Exclude<Options[Key], undefined>>;
};

/** Whether a value is an options object. Arrays, Maps and Dates are not: they would look like empty options. */
export function isOptions(value: unknown): value is object {
  return Object.prototype.toString.call(value) === '[object Object]';
}

/**
 * Parses an options object into an object without a polluted prototype. Only own keys are read; an unknown key is
 * refused; a value of `undefined` counts as not given.
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

/**
 * The error for a key that is not declared.
 * @param otherwise what the caller probably meant if nothing similar is allowed
 */
export function unknownOption(path: string, allowed: readonly string[], otherwise?: string): OptionError {
  const list = allowed.length > 0 ? `allowed: ${allowed.join(', ')}` : 'no option is allowed here';
  const suggestion = suggestionFor(path, allowed) ?? otherwise;
  const advice = suggestion === undefined ? '' : `: ${suggestion}`;
  return new OptionError(path, `unknown option '${path}'${advice}; ${list}`);
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

/** True or false; other truthy or falsy values are refused. */
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

/** A synchronous function. If it returns a promise when it is called, the call fails with an OptionError. */
export function decision<Value extends (argument: never) => unknown>(): OptionParser<Value> {
  return (value, path) => {
    if (typeof value !== 'function') throw refuse(path, value, 'a function');
    const decide = value as Value;
    return ((argument: never) => requireSync(decide(argument), path)) as Value;
  };
}

/** One value of a list. */
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

/** Extends a parser so that it also accepts `false`. */
export function orFalse<Value>(parser: OptionParser<Value>): OptionParser<Value | false> {
  return (value, path, base) => (value === false ? false : parser(value, path, base));
}

/** Any value: for options that are checked where they are used. */
export const anything: OptionParser<unknown> = (value) => value;
