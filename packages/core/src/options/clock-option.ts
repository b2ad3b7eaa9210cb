// The parser of the option `clock`.
import { refuse } from '../errors/option-error.ts';
import { isClock, type Clock } from '../time/clock.ts';
import type { OptionParser } from './parsers.ts';

/** Parses a source of time. @throws OptionError for a value that lacks a method of a clock */
export const parseClock: OptionParser<Clock> = (value, path) => {
  if (!isClock(value))
    throw refuse(path, value, 'a clock: an object with now, wallTime, setTimer and clearTimer');
  return value;
};
