// The checked options of a walk over pages.
import { option, type OptionParsers } from '@sluice/core/plugin';
import type { WalkOptions } from './page.ts';
import type { Strategy } from './strategy.ts';

const { integer, parseOptions, string } = option;

/** The limit of a walk without `max`: a server with more pages probably links them without end. */
const PAGE_LIMIT = 10_000;

/** Checked options of a walk. */
export interface WalkSettings {
  readonly from: string | undefined;
  /** The most pages. */
  readonly max: number;
  /** Whether the walk fails if more than `max` pages follow; otherwise, it ends. */
  readonly failsBeyond: boolean;
  readonly prefetch: number;
  /** The limit of the whole walk, in ms. */
  readonly deadline: number;
}

/** The parsers of {@link WalkOptions}. */
export const WALK_PARSERS: OptionParsers<WalkOptions> = {
  from: string,
  max: integer({ min: 1, infinite: true }),
  prefetch: integer({ max: 100 }),
};

/** Checks the options of a walk. @throws OptionError */
export function parseWalkOptions(given: unknown, strategy: Strategy): Omit<WalkSettings, 'deadline'> {
  const { from, max, prefetch = 0 } = parseOptions(given, WALK_PARSERS, 'options');
  if (from !== undefined) strategy.checkPosition(from);
  return { from, max: max ?? PAGE_LIMIT, failsBeyond: max === undefined, prefetch };
}
