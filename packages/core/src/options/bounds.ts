// Bounds on how much of a body is read, and for how long.
import { refuse } from '../errors/option-error.ts';
import { bytes, duration, isOptions, parseOptions, type OptionParser } from './parsers.ts';

/** How much of an unwanted body is read so that its connection can be reused. */
export interface DrainBound {
  /** The largest number of bytes still to be read; 0: nothing is read. Default: 262144 (256 KiB, as in Go 1.27 on close). */
  readonly bytes: number;
  /**
   * The longest time, in ms; 0: nothing is read. `auto`: the time that opening the connection took (TCP and TLS), but at
   * least 50 (as in Go 1.27) and at most 250, since reading pays off while it is cheaper than a new connection. Default:
   * `auto`.
   */
  readonly time: number | 'auto';
}

/** A bound as an option: the fields that differ from the default, `auto` for `{ time: 'auto' }`, or 0 for `{ bytes: 0 }`. */
export type DrainInput = Partial<DrainBound> | 'auto' | 0;

/** How much of a body is read, and for how long. */
export interface ReadBound {
  /** The largest number of bytes. */
  readonly bytes: number;
  /** The longest time, in ms. */
  readonly time: number;
}

/** The default bound: 256 KiB, and the time that a new connection would take. */
export const DEFAULT_DRAIN: DrainBound = Object.freeze({ bytes: 262_144, time: 'auto' });

const ms = duration({ infinite: true });

/** Checks a `drain` option; a field that is left out is taken from the base. */
export const parseDrain: OptionParser<DrainBound> = (value, path, base = DEFAULT_DRAIN) => {
  if (value === 'auto') return { ...(base as DrainBound), time: value };
  if (value === 0) return { ...(base as DrainBound), bytes: value };
  if (!isOptions(value)) throw refuse(path, value, "'auto', 0 or an object { bytes, time }");
  const time: OptionParser<number | 'auto'> = (given, at) => {
    if (given === 'auto') return given;
    if (typeof given === 'number') return ms(given, at);
    throw refuse(at, given, "a number of ms from 0 on, Infinity, or 'auto'");
  };
  return { ...(base as DrainBound), ...parseOptions<DrainBound>(value, { bytes, time }, path) };
};

/** Checks a bound on reading; a field that is left out is taken from the base. */
export const parseReadBound: OptionParser<ReadBound> = (value, path, base) => {
  if (!isOptions(value)) throw refuse(path, value, 'an object { bytes, time }');
  return { ...(base as ReadBound), ...parseOptions<ReadBound>(value, { bytes, time: ms }, path) };
};
