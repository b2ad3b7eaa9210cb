// Parsers and checks shared by the adaptive limits.
import { OptionError } from '@sluice/core';
import { option, refuse, type OptionParser } from '@sluice/core/plugin';

const { duration, integer } = option;

/** The range of an adaptive limit. */
export interface LimitRange {
  readonly initial: number;
  readonly min: number;
  readonly max: number;
}

/** Parses a number of slots. */
export const slots: OptionParser<number> = integer({ min: 1, infinite: true });

/** Parses the length of a window. */
export const windowLength: OptionParser<number> = duration({ min: 1 });

/** Parses a share greater than 0. */
export function share(max: number): OptionParser<number> {
  return (value, path) => {
    const fits = typeof value === 'number' && value > 0 && value <= max;
    if (!fits) throw refuse(path, value, `a number greater than 0, at most ${max}`);
    return value;
  };
}

/** @throws OptionError if `min` exceeds `max`, or `initial` lies outside them. */
export function checkRange({ min, max }: LimitRange, initial: number | undefined, path: string): void {
  if (min > max) throw new OptionError(`${path}.min`, `option '${path}.min' (${min}) exceeds max (${max})`);
  if (initial !== undefined && (initial < min || initial > max)) {
    throw refuse(`${path}.initial`, initial, `from min (${min}) to max (${max})`);
  }
}

/** Clamps a limit to its range, and to the ceiling, which has precedence over `min`. */
export function clampTo({ min, max }: LimitRange, ceiling: number): (limit: number) => number {
  return (limit) => Math.min(Math.max(limit, min), max, ceiling);
}
