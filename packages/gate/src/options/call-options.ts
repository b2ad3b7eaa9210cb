// The per-call option `gate`.
import {
  callOption,
  option,
  type CallOption,
  type OptionParser,
  type OptionParsers,
} from '@sluice/core/plugin';
import { queueLength } from './gate-options.ts';

const { integer, limitOrFalse, parseOptions } = option;

/** The rules of the gate for a single call. */
export interface GateCallRules {
  /** From -10 to 10; a higher priority is admitted sooner, and waiting raises it (`ageing`). Default: 0. */
  readonly priority?: number | undefined;
  /** How many slots the exchange takes; more than the limit counts as the limit. Default: 1. */
  readonly weight?: number | undefined;
  /** How long this call may wait, in ms; `false`: as long as the call itself. Default: the gate's. */
  readonly queueTimeout?: number | false | undefined;
  /** Refuses this call at once when this many attempts wait already; 0: the call never waits. Default: the gate's. */
  readonly maxQueue?: number | undefined;
}

/** The options that `gate` adds to every call. */
export interface GateCallOptions {
  /** Rules for this call; `false`: the call bypasses the gate and is not counted. */
  readonly gate?: GateCallRules | false | undefined;
}

/** {@link GateCallRules}, checked and complete. */
export interface ResolvedCallRules {
  readonly priority: number;
  readonly weight: number;
  readonly queueTimeout: number | undefined;
  readonly maxQueue: number | undefined;
}

const parsers: OptionParsers<GateCallRules> = {
  priority: integer({ min: -10, max: 10 }),
  weight: integer({ min: 1 }),
  queueTimeout: limitOrFalse,
  maxQueue: queueLength,
};

/** Checks the per-call option `gate`. @throws OptionError */
const parseCallRules: OptionParser<ResolvedCallRules | false> = (value, path) => {
  if (value === false) return false;
  const given = parseOptions<GateCallRules>(value, parsers, path);
  return {
    priority: given.priority ?? 0,
    weight: given.weight ?? 1,
    queueTimeout: given.queueTimeout as number | undefined,
    maxQueue: given.maxQueue,
  };
};

/** The options of a call that the gate declares. */
export const GATE_OPTIONS: { readonly gate: CallOption<ResolvedCallRules | false> } = {
  gate: callOption(
    parseCallRules,
    Object.freeze({ priority: 0, weight: 1, queueTimeout: undefined, maxQueue: undefined }),
  ),
};
