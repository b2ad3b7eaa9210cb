// Converts got's option `timeout` to limits of the client.
import type { Options } from 'got';
import type { TimeoutPhase } from '@sluice/core';
import { MAX_TIMER_MS } from '@sluice/core/plugin';
import type { TimeoutOptions } from 'sluice';
import type { PhaseLimits } from './phase-limits.ts';

/**
 * got's limits and the phases of the client that they limit. If two apply to a phase, the later, narrower one replaces the
 * earlier. `request` limits an attempt with its redirects.
 */
const LIMITS: readonly (readonly [string, readonly (keyof TimeoutOptions & TimeoutPhase)[]])[] = [
  ['socket', ['responseHeader', 'body']],
  ['connect', ['connect']],
  ['secureConnect', ['tlsHandshake']],
  ['response', ['responseHeader']],
  ['request', ['attempt']],
];

/** got's limits for which the client has no phase. */
const PHASES = ['lookup', 'send', 'read'] as const satisfies readonly (keyof PhaseLimits)[];

/** A `timeout` of got without limits. */
export const NO_LIMITS: Options['timeout'] = Object.fromEntries(
  [...LIMITS.map(([name]) => name), ...PHASES].map((name) => [name, undefined]),
);

/** The limits of an instance or a call of got. */
export interface GotLimits {
  /** The limits that the client applies. An `attempt` of 0 has passed before the attempt begins. */
  readonly timeout: TimeoutOptions;
  /** The limits for which the client has no phase. */
  readonly phases: PhaseLimits;
  /** got's names of the limited phases. */
  readonly events: Readonly<Partial<Record<TimeoutPhase, string>>>;
}

/** No limits. */
export const NONE: GotLimits = { timeout: mergedBare(), phases: mergedBare(), events: mergedBare() };

/** Merges objects into one without a prototype: a polluted `Object.prototype` adds no fields. */
export function mergedBare<Fields extends object>(...parts: Fields[]): Fields {
  return Object.assign(Object.create(null) as Fields, ...parts) as Fields;
}

/** The limits in an instance's or a call's `timeout`. */
export function limitsOf({ timeout: given }: Options): GotLimits {
  const limits = given as Readonly<Record<string, number | undefined>>;
  const timeout: Record<string, number | false> = mergedBare();
  const events: Record<string, string> = mergedBare();
  for (const [name, mapped] of LIMITS) {
    const value = limits[name];
    if (value === undefined) continue;
    for (const phase of mapped) {
      timeout[phase] = armable(phase === 'attempt' ? value : Math.max(1, value));
      events[phase] = name;
    }
  }
  const phases: { -readonly [Phase in keyof PhaseLimits]: number } = mergedBare();
  for (const name of PHASES) {
    const limit = armable(limits[name]);
    if (typeof limit === 'number') phases[name] = Math.max(1, limit);
  }
  return { timeout, phases, events };
}

/** False for a limit beyond the longest timer, for which got has no limit either. */
function armable<Limit extends number | undefined>(limit: Limit): Limit | false {
  return limit !== undefined && limit > MAX_TIMER_MS ? false : limit;
}
