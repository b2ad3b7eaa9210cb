import type { Measurement, Verdict } from './model.ts';

/** Something that must be so, and what is said when it is not. */
export interface Check {
  readonly ok: boolean;
  readonly otherwise: string;
}

/** More resident memory than this while a client works is not called flat, in bytes. */
export const FLAT_MEMORY: number = 64 * 1_048_576;

/** Passes when every check holds; else says what the first one says. */
export function verdict(checks: readonly Check[], because: string): Verdict {
  const failed = checks.find((check) => !check.ok);
  return failed === undefined ? { pass: true, because } : { pass: false, because: failed.otherwise };
}

/** It was done before its time was up. */
export function finished({ finished, broken, values }: Measurement): Check {
  return { ok: finished, otherwise: broken ?? `not done after ${values.time} ms` };
}

/** How many calls failed, whatever with. */
export function failures({ errors }: Pick<Measurement, 'errors'>): number {
  return Object.values(errors).reduce((sum, count) => sum + count, 0);
}

/** Every call was answered. */
export function allAnswered({ answered, calls, errors }: Measurement): Check {
  const kinds = Object.entries(errors).map(([name, count]) => `${count} x ${name}`);
  return {
    ok: answered === calls,
    otherwise: `${answered} of ${calls} calls answered (${kinds.join(', ')})`,
  };
}

/** A measured value is no more than `limit`; what this machine cannot measure is not held against it. */
export function atMost(value: number | null, limit: number, what: string): Check {
  return { ok: value === null || value <= limit, otherwise: `${what}: ${value}, more than ${limit}` };
}
