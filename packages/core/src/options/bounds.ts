import { refuse } from '../errors/option-error.ts';
import { bytes, duration, isOptions, parseOptions, type OptionParser } from './parsers.ts';

/** How much of a body that nobody wants is read, so that its connection can be used again. */
export interface DrainBound {
  /** Bytes still to be read, at most. Default: 262144 (256 KiB, as Go 1.27 does on close). 0: never read. */
  readonly bytes: number;
  /**
   * Time in ms, at most. `auto`: as long as opening the connection took (TCP and TLS), for reading on pays as long as it
   * is cheaper than a new one, but no less than 50 (as Go 1.27) and no more than 250. 0: never read. Default: `auto`.
   */
  readonly time: number | 'auto';
}

/** How a bound is given: the fields that differ, `auto` for `{ time: 'auto' }`, or 0 for `{ bytes: 0 }`: never read. */
export type DrainInput = Partial<DrainBound> | 'auto' | 0;

/** How much of a body is read, and for how long. */
export interface ReadBound {
  /** Bytes, at most. */
  readonly bytes: number;
  /** Time in ms, at most. */
  readonly time: number;
}

/** The default bound: 256 KiB, and as long as a new connection would cost. */
export const DEFAULT_DRAIN: DrainBound = Object.freeze({ bytes: 262_144, time: 'auto' });

const ms = duration({ infinite: true });

/** Checks a `drain` option; what is left out is taken from what holds otherwise. */
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

/** Checks a bound on reading; what is left out is taken from what holds otherwise. */
export const parseReadBound: OptionParser<ReadBound> = (value, path, base) => {
  if (!isOptions(value)) throw refuse(path, value, 'an object { bytes, time }');
  return { ...(base as ReadBound), ...parseOptions<ReadBound>(value, { bytes, time: ms }, path) };
};
