// got's option `timeout` as limits of the client.
import type { Options } from 'got';
import type { TimeoutPhase } from '@sluice/core';
import { MAX_TIMER_MS } from '@sluice/core/plugin';
import type { TimeoutOptions } from 'sluice';
import type { PhaseLimits } from './phase-limits.ts';

/**
 * got's limits as the client has them, a wider one before a narrower one of the same phase. `request` limits the whole
 * call, as in got; here its retries count too.
 */
const LIMITS: readonly (readonly [string, readonly (keyof TimeoutOptions & TimeoutPhase)[]])[] = [
  ['socket', ['responseHeader', 'body']],
  ['connect', ['connect']],
  ['secureConnect', ['tlsHandshake']],
  ['response', ['responseHeader']],
  ['request', ['total']],
];

/** got's limits that are kept beside those of the client. */
const PHASES = ['lookup', 'send', 'read'] as const satisfies readonly (keyof PhaseLimits)[];

/** The `timeout` of an instance or a call of got that sets none. */
export const NO_LIMITS: Options['timeout'] = Object.fromEntries(
  [...LIMITS.map(([name]) => name), ...PHASES].map((name) => [name, undefined]),
);

/** The limits that an instance or a call of got gives. */
export interface GotLimits {
  /** Those that the client keeps. A `total` of 0 has passed before the call begins. */
  readonly timeout: TimeoutOptions;
  /** Those beside the client's. */
  readonly phases: PhaseLimits;
  /** What got calls the phases that have them. */
  readonly events: Readonly<Partial<Record<TimeoutPhase, string>>>;
}

/** No limits. */
export const NONE: GotLimits = { timeout: bare(), phases: bare(), events: bare() };

/** An object whose missing fields a polluted `Object.prototype` does not give. */
export function bare<Fields extends object>(...parts: Fields[]): Fields {
  return Object.assign(Object.create(null) as Fields, ...parts) as Fields;
}

/** The limits in an instance's or a call's `timeout`. */
export function limitsOf({ timeout: given }: Options): GotLimits {
  const limits = given as Readonly<Record<string, number | undefined>>;
  const timeout: Record<string, number | false> = bare();
  const events: Record<string, string> = bare();
  for (const [name, mapped] of LIMITS) {
    const value = limits[name];
    if (value === undefined) continue;
    for (const phase of mapped) {
      timeout[phase] = armable(phase === 'total' ? value : Math.max(1, value));
      events[phase] = name;
    }
  }
  const phases: { -readonly [Phase in keyof PhaseLimits]: number } = bare();
  for (const name of PHASES) {
    const limit = armable(limits[name]);
    if (typeof limit === 'number') phases[name] = Math.max(1, limit);
  }
  return { timeout, phases, events };
}

/** got waits without a limit if no timer can wait that long. */
function armable<Limit extends number | undefined>(limit: Limit): Limit | false {
  return limit !== undefined && limit > MAX_TIMER_MS ? false : limit;
}
