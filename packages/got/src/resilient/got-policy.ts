import type { Options } from 'got';
import { OptionError } from '@sluice/core';
import { MAX_TIMER_MS } from '@sluice/core/plugin';
import { pristine } from './pristine.ts';
import type { TimeoutOptions } from 'sluice';

/** What got's limits are called here. `request` is the whole call, as in got, and here its retries too. */
const LIMITS = {
  connect: 'connect',
  secureConnect: 'tlsHandshake',
  response: 'responseHeader',
  request: 'total',
} as const satisfies Record<string, keyof TimeoutOptions>;

/** Limits of got that have no counterpart, and the nearest one. */
const NEAREST: Readonly<Record<string, string>> = {
  lookup: 'timeout.connect',
  socket: 'timeout.body and timeout.responseHeader',
  send: 'timeout.attempt',
  read: 'timeout.attempt',
};

/** The `timeout` of an instance or a call of got that sets none. */
export const NO_LIMITS: Options['timeout'] = Object.fromEntries(
  [...Object.keys(LIMITS), ...Object.keys(NEAREST)].map((name) => [name, undefined]),
);

/**
 * Retries got is left with: none. It is negative zero because a call's own `retry: { limit: 0 }`, which asks for no
 * retry, has to be told from a call that says nothing; to got both are zero.
 */
export const NO_RETRY = -0;

/**
 * What an instance's or a call's `timeout` means here.
 * @throws OptionError for a limit that has no counterpart
 */
export function limitsOf({ timeout }: Options): TimeoutOptions {
  const limits: Record<string, number | false> = {};
  for (const [name, value] of Object.entries(timeout) as [string, number | undefined][]) {
    if (value === undefined) continue;
    if (!Object.hasOwn(LIMITS, name)) {
      const nearest = NEAREST[name] ?? 'timeout';
      throw new OptionError(
        `timeout.${name}`,
        `got's option 'timeout.${name}' has no counterpart here; the nearest is resilientGot's ${nearest}`,
      );
    }
    // got takes what no timer can wait for as no limit.
    limits[LIMITS[name as keyof typeof LIMITS]] = value > MAX_TIMER_MS ? false : value;
  }
  return limits;
}

/**
 * How many retries an instance's or a call's `retry` asks for; undefined when it says nothing.
 * @param silent the `limit` of one that says nothing
 * @throws OptionError for another field: its policy is not got's
 */
export function retriesOf(options: Options, silent: number): number | undefined {
  const { retry } = options;
  const usual = pristine(options).retry;
  for (const [name, value] of Object.entries(retry)) {
    // As text, because each copy of got has a `calculateDelay` of its own.
    if (name === 'limit' || String(value) === String(usual[name as keyof typeof usual])) continue;
    throw new OptionError(
      `retry.${name}`,
      `got's option 'retry.${name}' has no effect here: give resilientGot's retry what it is to do; a got call may set 'limit'`,
    );
  }
  return Object.is(retry.limit, silent) ? undefined : retry.limit;
}
