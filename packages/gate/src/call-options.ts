import { integer, limitOrFalse, parseOptions, type OptionParser, type OptionParsers } from '@sluice/core';
import { queueLength } from './options.ts';

/** How one call passes the gate. */
export interface GatePass {
  /** Who is served first: from -10 to 10, the higher the sooner; waiting raises it (`ageing`). Default: 0. */
  readonly priority?: number | undefined;
  /** How many slots the exchange takes; more than the limit counts as the limit. Default: 1. */
  readonly weight?: number | undefined;
  /** How long this call may wait, in ms; `false`: as long as the call itself. Default: the gate's. */
  readonly queueTimeout?: number | false | undefined;
  /** Refuses this call at once when that many wait already; 0: this call never waits. Default: the gate's. */
  readonly maxQueue?: number | undefined;
}

/** What `gate` adds to every call. */
export interface GateCallOptions {
  /** How the call passes the gate; `false`: past it, uncounted. */
  readonly gate?: GatePass | false | undefined;
}

/** A {@link GatePass}, checked. */
export interface ResolvedPass {
  readonly priority: number;
  readonly weight: number;
  readonly queueTimeout: number | undefined;
  readonly maxQueue: number | undefined;
}

const parsers: OptionParsers<GatePass> = {
  priority: integer({ min: -10, max: 10 }),
  weight: integer({ min: 1 }),
  queueTimeout: limitOrFalse,
  maxQueue: queueLength,
};

/** Checks the per-call option `gate`. @throws OptionError */
export const parsePass: OptionParser<ResolvedPass | false> = (value, path) => {
  if (value === false) return false;
  const given = parseOptions<GatePass>(value, parsers, path);
  return {
    priority: given.priority ?? 0,
    weight: given.weight ?? 1,
    queueTimeout: given.queueTimeout as number | undefined,
    maxQueue: given.maxQueue,
  };
};

/** The pass of a call that says nothing. */
export const DEFAULT_PASS: ResolvedPass = Object.freeze({
  priority: 0,
  weight: 1,
  queueTimeout: undefined,
  maxQueue: undefined,
});
