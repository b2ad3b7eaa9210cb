import { duration, integer, OptionError, refuse, type OptionParser } from '@sluice/core';

/** The range of a limit. */
export interface LimitRange {
  readonly initial: number;
  readonly min: number;
  readonly max: number;
}

/** A limit of slots. */
export const slots: OptionParser<number> = integer({ min: 1, infinite: true });

/** The length of a window. */
export const windowLength: OptionParser<number> = duration({ min: 1 });

/** A share, greater than 0. */
export function share(most: number): OptionParser<number> {
  return (value, path) => {
    const fits = typeof value === 'number' && value > 0 && value <= most;
    if (!fits) throw refuse(path, value, `a number greater than 0, at most ${most}`);
    return value;
  };
}

/** @throws OptionError when the range is none, or the limit to begin with was given and is not within it. */
export function checkRange({ min, max }: LimitRange, initial: number | undefined, path: string): void {
  if (min > max) throw new OptionError(`${path}.min`, `option '${path}.min' (${min}) is over max (${max})`);
  if (initial !== undefined && (initial < min || initial > max)) {
    throw refuse(`${path}.initial`, initial, `from min (${min}) to max (${max})`);
  }
}

/** Keeps a limit within its range, and below the ceiling even when that is below the range. */
export function clampTo({ min, max }: LimitRange, ceiling: number): (limit: number) => number {
  return (limit) => Math.min(Math.max(limit, min), max, ceiling);
}
